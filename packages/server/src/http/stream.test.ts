import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { NodeContext } from "./request.ts";
import type { StreamSink } from "./route.ts";
import { sendStream } from "./stream.ts";

/** Serves one stream, read by a raw connection that may stop reading. */
async function startStream() {
  const opened: ((sink: StreamSink) => void)[] = [];
  const sink = new Promise<StreamSink>((resolve) => opened.push(resolve));
  const server = createServer((_incoming, outgoing) => {
    const context = { env: { outgoing }, req: { method: "GET" } } as unknown as NodeContext;
    sendStream(context, 200, { "Content-Type": "text/event-stream" }, (one) => opened[0]?.(one));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => {});
  client.write(`GET / HTTP/1.1\r\nHost: a\r\n\r\n`);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { client, sink: await sink };
}

const closed = (sink: StreamSink): Promise<void> => new Promise((resolve) => sink.onClose(resolve));

test("a reader that does not read is cut off, and its backlog stays bounded", async () => {
  const { client, sink } = await startStream();
  client.pause();
  let isClosed = false;
  const end = closed(sink).then(() => {
    isClosed = true;
  });
  let written = 0;
  while (!isClosed && written < 500) {
    sink.write("x".repeat(65_536));
    written++;
    await new Promise(setImmediate);
  }
  await end;
  expect(written).toBeLessThan(500);
  sink.write("nobody reads this");
});

test("a stream that is ended closes its connection: nobody waits for a next request", async () => {
  const { client, sink } = await startStream();
  let text = "";
  client.on("data", (chunk) => {
    text += String(chunk);
  });
  sink.write("hello");
  sink.end();
  sink.end();
  await once(client, "close");
  expect(text).toContain("hello");
  expect(text.toLowerCase()).toContain("connection: close");
});

test("a HEAD request gets a stream that is closed from the start, and the head as an answer without a body", async () => {
  const opened: StreamSink[] = [];
  const context = { env: { outgoing: {} }, req: { method: "HEAD" } } as unknown as NodeContext;
  const response = sendStream(context, 200, { "Content-Type": "text/event-stream" }, (sink) => opened.push(sink));
  await Promise.all(opened.map(closed));
  opened[0]?.write("nothing");
  expect([opened.length, response.headers.get("content-type"), response.body]).toEqual([1, "text/event-stream", null]);
});
