import { expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { EVENTS_PER_REQUEST_MAX } from "../constants.ts";
import { eventsRequestSchema } from "./event.ts";

const EVENT = { event_type: "impression", user_token: "token-0001", code: "demo0001" };

const readFaults = createFaultReader(eventsRequestSchema);

test("one event and an array of events read the same", () => {
  expect(eventsRequestSchema.parse(EVENT)).toEqual([EVENT]);
  expect(eventsRequestSchema.parse([EVENT])).toEqual([EVENT]);
});

test("a request holds 1 to 50 events", () => {
  expect(readFaults(Array(EVENTS_PER_REQUEST_MAX).fill(EVENT))).toEqual([]);
  expect(readFaults(Array(EVENTS_PER_REQUEST_MAX + 1).fill(EVENT))).toEqual([""]);
  expect(readFaults([])).toEqual([""]);
});

test("every fault of every event has its place", () => {
  expect(readFaults([EVENT, { ...EVENT, event_type: "click", code: "short" }, null])).toEqual([
    "1.code",
    "1.event_type",
    "2",
  ]);
});

test("ids, lists and strings are bounded", () => {
  expect(readFaults({ ...EVENT, event_id: "short" })).toEqual(["0.event_id"]);
  expect(readFaults({ ...EVENT, vendors_disclosed: Array(2001).fill("1") })).toEqual(["0.vendors_disclosed"]);
  expect(readFaults({ ...EVENT, vendors_consented: ["x".repeat(65)] })).toEqual(["0.vendors_consented.0"]);
  expect(readFaults({ ...EVENT, categories_disclosed: ["Not An Id"] })).toEqual(["0.categories_disclosed.0"]);
});

test("a query or fragment never comes in with a path: names and tokens stand there", () => {
  for (const path of ["/reset?token=s3cret", "/reset#s3cret", "/reset?a#b", "/reset?a\nb"]) {
    expect(eventsRequestSchema.parse({ ...EVENT, path })).toEqual([{ ...EVENT, path: "/reset" }]);
  }
});
