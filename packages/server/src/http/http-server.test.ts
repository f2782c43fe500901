import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendRaw } from "../../test/raw-request.ts";
import { createHttpServer } from "./http-server.ts";

const app = new Hono();
app.get("/", (c) => c.text("hello"));
const server = createHttpServer(app.fetch);
let port = 0;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const close = "Connection: close\r\n\r\n";

describe("what never becomes a request is refused with the documented error", () => {
  test.each([
    ["no Host", `GET / HTTP/1.1\r\n${close}`, 400, "invalid_request"],
    ["a Host that is none", `GET / HTTP/1.1\r\nHost: a b\r\n${close}`, 400, "invalid_request"],
    ["a Host with a path", `GET / HTTP/1.1\r\nHost: evil.example/x\r\n${close}`, 400, "invalid_request"],
    ["an address that is none", `GET http://[ HTTP/1.1\r\nHost: a\r\n${close}`, 400, "invalid_request"],
    ["a backslash", `GET /\\evil HTTP/1.1\r\nHost: a\r\n${close}`, 400, "invalid_request"],
    ["no HTTP", "\u0016\u0003\u0001 hello\r\n\r\n", 400, "invalid_request"],
    ["a header without a name", `GET / HTTP/1.1\r\nHost: a\r\n: x\r\n${close}`, 400, "invalid_request"],
    [
      "a header folded over lines",
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\tc: d\n\u0000\r\n${close}`,
      400,
      "invalid_request",
    ],
    [
      "two lengths",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n${close}`,
      400,
      "invalid_request",
    ],
    [
      "length and chunks",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${close}`,
      400,
      "invalid_request",
    ],
    [
      "headers without end",
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"x".repeat(20_000)}\r\n${close}`,
      431,
      "headers_too_large",
    ],
    ["an address without end", `GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n${close}`, 431, "headers_too_large"],
    ["an unknown expectation", `POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n${close}`, 417, "expectation_failed"],
  ])("%s", async (_case, bytes, status, code) => {
    const answer = await sendRaw(port, bytes);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      status,
      { error: { code, message: expect.any(String), request_id: expect.any(String) } },
    ]);
    expect(answer.head).toMatch(/content-type: application\/json/i);
  });

  test("HTTP/1.0 needs no Host: that is how load balancers ask", async () => {
    expect(await sendRaw(port, "GET / HTTP/1.0\r\n\r\n")).toMatchObject({ status: 200, body: "hello" });
  });

  test("and the server goes on", async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("hello");
  });
});
