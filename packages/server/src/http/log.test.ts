import { expect, test } from "vitest";
import { toRequestText } from "./log.ts";

const LINE = { requestId: "req-00000001", endpoint: "POST /consent/status", status: 200, seconds: 0.0012345 };
const AT = new Date("2026-11-20T10:00:00.000Z");

test("a request is one line of JSON that says who, where, how it ended and how long it took", () => {
  const text = toRequestText(LINE, AT);
  expect(text).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(text)).toEqual({
    level: "info",
    time: "2026-11-20T10:00:00.000Z",
    request_id: "req-00000001",
    endpoint: "POST /consent/status",
    status_code: 200,
    timing_ms: 1.235,
    msg: "request",
  });
});

test("it says how many rows were read where the statistics were asked, none included", () => {
  expect(JSON.parse(toRequestText({ ...LINE, rowsRead: 0 }, AT))).toMatchObject({ rows_read: 0, timing_ms: 1.235 });
});
