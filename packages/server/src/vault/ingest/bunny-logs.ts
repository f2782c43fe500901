import { z } from "zod";

/** What a call of Bunny's logging API has come to, where it has not come to lines. */
export class BunnyLogsError extends Error {
  readonly status: number | null;
  /** How long the API asks callers to stay away, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(message: string, status: number | null, retryAfterMs: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = "BunnyLogsError";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A part of a day's log. */
export interface LogPart {
  /** As the provider wrote them: pipe-separated (v1), or one JSON object each (v2). */
  readonly lines: readonly string[];
  /** There is nothing behind them. */
  readonly isEnd: boolean;
}

export interface BunnyLogs {
  /**
   * Reads up to `limit` lines of a UTC day behind the first `offset`, oldest first. Rejects with `BunnyLogsError`, also where it
   * is told to end.
   */
  read(zone: string, day: string, offset: number, limit: number, stopping?: AbortSignal): Promise<LogPart>;
}

export interface BunnyLogsOptions {
  readonly accessKey: string;
  readonly version: "v1" | "v2";
  /** `https://logging.bunnycdn.com` */
  readonly url: string;
  readonly timeoutMs: number;
}

const DAY_MS = 86_400_000;
const PAGE_LINES = 1000;
/** 25,000 lines of the longest addresses and user agents stay far below. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** Creates the client of Bunny's logging API, legacy (v1) or not. */
export function createBunnyLogs(options: BunnyLogsOptions): BunnyLogs {
  return { read: options.version === "v1" ? createLegacyRead(options) : createPagedRead(options) };
}

function createLegacyRead(options: BunnyLogsOptions): BunnyLogs["read"] {
  return async (zone, day, offset, limit, stopping) => {
    const [year = "", month, date] = day.split("-");
    const query = `start=${offset}&end=${offset + limit}&order=asc`;
    const path = `/${month}-${date}-${year.slice(2)}/${encodeURIComponent(zone)}.log?${query}`;
    const text = await ask(options, path, stopping);
    const lines = text.split("\n").map(withoutReturn).filter(Boolean);
    return { lines, isEnd: lines.length < limit };
  };
}

const pageSchema = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  pagination: z.object({ hasMore: z.boolean() }),
});

function createPagedRead(options: BunnyLogsOptions): BunnyLogs["read"] {
  return async (zone, day, offset, limit, stopping) => {
    const fromMs = Date.parse(day);
    const period = `from=${new Date(fromMs).toISOString()}&to=${new Date(fromMs + DAY_MS).toISOString()}`;
    const lines: string[] = [];
    for (;;) {
      const size = Math.min(PAGE_LINES, limit - lines.length);
      const query = `${period}&order=asc&offset=${offset + lines.length}&limit=${size}`;
      const text = await ask(options, `/v2/pullzones/${encodeURIComponent(zone)}/logs?${query}`, stopping);
      const { data, pagination } = readPage(text);
      for (const entry of data) lines.push(JSON.stringify(entry));
      // A page that says there is more, and holds nothing, would be asked for for ever.
      if (pagination.hasMore && data.length === 0) throw new BunnyLogsError("a page of the log is empty", 200);
      if (!pagination.hasMore || lines.length >= limit) return { lines, isEnd: !pagination.hasMore };
    }
  };
}

function readPage(text: string): z.output<typeof pageSchema> {
  try {
    return pageSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new BunnyLogsError("the answer is no page of a log", 200, null, error);
  }
}

async function ask(
  { accessKey, url, timeoutMs }: BunnyLogsOptions,
  path: string,
  stopping: AbortSignal | undefined,
): Promise<string> {
  const inTime = AbortSignal.timeout(timeoutMs);
  const signal = stopping ? AbortSignal.any([inTime, stopping]) : inTime;
  try {
    const answer = await fetch(`${url}${path}`, { headers: { AccessKey: accessKey }, redirect: "error", signal });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw new BunnyLogsError(`the log was answered with ${answer.status}`, answer.status, readRetryAfterMs(answer));
    }
    return await readBody(answer);
  } catch (error) {
    if (error instanceof BunnyLogsError) throw error;
    throw new BunnyLogsError("the log could not be read whole", null, null, error);
  }
}

// A body that ends too early rejects: half of a log never passes for a whole one.
async function readBody(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new BunnyLogsError("the answer is too large for a log", 200);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

function readRetryAfterMs(answer: Response): number | null {
  const seconds = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
