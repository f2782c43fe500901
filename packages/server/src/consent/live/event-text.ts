/** What a listener is told: an event of the `text/event-stream` format (HTML standard, 9.2.6). */
export interface LiveEvent {
  /** What the browser sends back as `Last-Event-ID` when it connects again. */
  readonly id: string;
  /** One line. */
  readonly data: string;
}

/** A comment: keeps proxies from ending a connection that says nothing, and shows us readers that are gone. */
export const HEARTBEAT_TEXT = ":\n\n";

export function toEventText({ id, data }: LiveEvent): string {
  return `event: consent\nid: ${id}\ndata: ${data}\n\n`;
}

/** Where a state stands, without an event: what a browser that has heard of no change sends back when it connects again. */
export function toPositionText(id: string): string {
  return `id: ${id}\n\n`;
}

/** The first text of a stream: the head is with the reader, and a lost connection is to be tried again after that time. */
export function toGreetingText(retryMs: number): string {
  return `: listening\nretry: ${retryMs}\n\n`;
}
