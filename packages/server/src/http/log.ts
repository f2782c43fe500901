import pino, { type Logger } from "pino";

export type { Logger };

/** Takes one finished request; called on every one, so it costs about a microsecond. */
export type RequestLog = (line: RequestLine) => void;

export interface RequestLine {
  readonly requestId: string;
  /** Method and route, never the path that was asked for: that may hold ids. */
  readonly endpoint: string;
  readonly status: number;
  readonly seconds: number;
  /** Rows that the analytics store answered; undefined where it was not asked. */
  readonly rowsRead?: number | undefined;
}

export interface ServerLog {
  readonly log: Logger;
  readonly onRequest: RequestLog;
  /** Resolves when everything is written. */
  flush(): Promise<void>;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/**
 * Creates the process log: one JSON object a line on standard output. Lines never hold device ids, user ids, keys or
 * addresses.
 */
export function createLog(level: LogLevel): ServerLog {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // One write a second or per 8 KiB, not one per request; a line may be lost with a killed process, an answer is not.
  const destination = pino.destination({ fd: 1, sync: false, minLength: 8192, periodicFlush: 1000 });
  const log = pino(options, destination);
  const isOn = log.isLevelEnabled("info");
  return {
    log,
    onRequest: (line) => {
      if (isOn) destination.write(toRequestText(line, new Date()));
    },
    flush: () => new Promise((resolve) => destination.flush(() => resolve())),
  };
}

/** Writes the line of a request. The values need no escaping: our own route texts, numbers, and ids of letters, digits, dots, _ and -. */
export function toRequestText({ requestId, endpoint, status, seconds, rowsRead }: RequestLine, at: Date): string {
  const timing = Math.round(seconds * 1e6) / 1e3;
  const rows = rowsRead === undefined ? "" : `"rows_read":${rowsRead},`;
  return `{"level":"info","time":"${at.toISOString()}","request_id":"${requestId}","endpoint":"${endpoint}","status_code":${status},"timing_ms":${timing},${rows}"msg":"request"}\n`;
}
