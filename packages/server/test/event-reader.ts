/** One event of a stream, as a browser's EventSource gives it. */
export interface ReadEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

export interface EventReader {
  readonly response: Response;
  /** Resolves with the next event; `undefined` when the stream has ended in order. */
  next(): Promise<ReadEvent | undefined>;
  /** Everything that came so far. */
  text(): string;
  close(): void;
}

/** Opens a stream of Server-Sent Events and resolves once its first text is there. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let all = "";
  let rest = "";
  const read = async (): Promise<boolean> => {
    const chunk = await reader?.read();
    all += chunk?.value ?? "";
    rest += chunk?.value ?? "";
    return chunk?.done ?? true;
  };
  const next = async (): Promise<ReadEvent | undefined> => {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end < 0) {
        if (await read()) return undefined;
        continue;
      }
      const fields = toFields(rest.slice(0, end));
      rest = rest.slice(end + 2);
      // Comments and retry times are no events.
      if (fields.data !== undefined)
        return { event: fields.event ?? "message", id: fields.id ?? "", data: fields.data };
    }
  };
  if (response.ok) await read();
  return { response, next, text: () => all, close: () => abort.abort() };
}

function toFields(block: string): Partial<ReadEvent> {
  const lines = block.split("\n").flatMap((line) => {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(lines);
}
