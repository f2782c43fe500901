import { afterEach, describe, expect, test } from "vitest";
import { cleanPage, expectSilence, page, readQueue, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./microsoft-clarity.ts";

afterEach(cleanPage);

const read = () => readQueue((page.clarity as { q?: unknown[] }).q);

describe("Microsoft Clarity", () => {
  test("both types are refused before the library is there, and queued as its snippet queues", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    expect(read()).toEqual([["consentv2", { ad_Storage: "denied", analytics_Storage: "denied" }]]);
    expect(Object.prototype.toString.call((page.clarity as { q: unknown[] }).q[0])).toBe("[object Arguments]");
    expectSilence(told, read);
  });

  test("each type is granted and withdrawn by itself, once", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    for (const allowed of [["analytics"], ["analytics"], ["analytics", "marketing"], []]) told.say(allowed);
    expect(read().slice(1)).toEqual([
      ["consentv2", { ad_Storage: "denied", analytics_Storage: "granted" }],
      ["consentv2", { ad_Storage: "granted", analytics_Storage: "granted" }],
      ["consentv2", { ad_Storage: "denied", analytics_Storage: "denied" }],
    ]);
  });

  test("the page's own function is used where it is there", () => {
    const calls: unknown[][] = [];
    page.clarity = (...command: unknown[]) => calls.push(command);
    startReceiver(createAddOn).say([]);
    expect(calls).toHaveLength(1);
  });
});
