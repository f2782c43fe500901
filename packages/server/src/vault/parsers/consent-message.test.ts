import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConsentMessage, toConsentEventRow } from "./consent-message.ts";

const message: ConsentMessage = {
  v: 3,
  received_at: "2026-11-20T23:59:59.999Z",
  location: "US-CA",
  agent: { browser: "Firefox", os: "Linux", device: "desktop" },
  required: ["essential"],
  event: {
    event_type: "decision",
    event_id: "evt_12345678",
    user_token: "dev_12345678",
    code: "demo0001",
    categories_disclosed: ["marketing", "essential", "analytics"],
    categories_consented: ["essential", "analytics"],
    time_to_decision_ms: 4200,
  },
};

describe("a line of a bronze object", () => {
  test("becomes a row with country and region, and with sorted optional categories only", () => {
    const parsed = toConsentEventRow(JSON.stringify(message));
    expect(parsed).toMatchObject({
      row: {
        eventId: "evt_12345678",
        receivedAtMs: Date.UTC(2026, 10, 20, 23, 59, 59, 999),
        country: "US",
        region: "US-CA",
        categoriesDisclosed: ["analytics", "marketing"],
        categoriesConsented: ["analytics"],
        timeToDecisionMs: 4200,
      },
    });
  });

  test("that agrees to a category it did not list as shown counts it as shown", () => {
    const event = { ...message.event, categories_disclosed: [], categories_consented: ["analytics"] };
    expect(toConsentEventRow(JSON.stringify({ ...message, event }))).toMatchObject({
      row: { categoriesDisclosed: ["analytics"] },
    });
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '{"v":3}',
    JSON.stringify({ ...message, v: 2 }),
    JSON.stringify({ ...message, received_at: "yesterday" }),
  ])("%s is refused with a reason", (line) => expect(toConsentEventRow(line)).toEqual({ reason: expect.any(String) }));

  test("whatever it holds never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => "reason" in toConsentEventRow(line)));
  });
});
