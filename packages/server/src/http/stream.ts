import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { NodeContext } from "./request.ts";
import type { ApiAnswer, StreamSink } from "./route.ts";

/** Most bytes that wait for one reader, beside what the operating system holds. */
export const BACKLOG_BYTES_MAX = 65_536;

/**
 * Sends the head of an answer and hands its open end to `open`, also when nobody reads (HEAD, or gone already): the sink
 * is then closed from the start, so that what was reserved for it is given back on one path.
 */
export function sendStream(
  c: NodeContext,
  status: number,
  headers: Readonly<Record<string, string>>,
  open: NonNullable<ApiAnswer["stream"]>,
): Response {
  const { outgoing } = c.env ?? {};
  // The framework answers HEAD itself, with the head that it gets from here.
  if (!outgoing || c.req.method === "HEAD") {
    open(CLOSED);
    return new Response(null, { status, headers });
  }
  if (outgoing.destroyed) {
    open(CLOSED);
    return RESPONSE_ALREADY_SENT;
  }
  // Not to be used again: a server that stops would wait for the next request on it.
  outgoing.writeHead(status, { ...headers, Connection: "close" });
  outgoing.flushHeaders();
  // Small texts, far apart: none waits for the next to fill a packet with.
  outgoing.socket?.setNoDelay(true);
  open({
    write: (text) => {
      if (outgoing.destroyed || outgoing.writableEnded) return;
      outgoing.write(text);
      if (outgoing.writableLength > BACKLOG_BYTES_MAX) outgoing.destroy();
    },
    end: () => {
      if (!outgoing.writableEnded) outgoing.end();
    },
    onClose: (listener) => {
      if (outgoing.destroyed) listener();
      else outgoing.once("close", listener);
    },
  });
  return RESPONSE_ALREADY_SENT;
}

const CLOSED: StreamSink = { write: () => {}, end: () => {}, onClose: (listener) => listener() };
