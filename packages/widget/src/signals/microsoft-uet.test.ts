import { afterEach, describe, expect, test } from "vitest";
import { cleanPage, expectSilence, page, readQueue, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./microsoft-uet.ts";

afterEach(cleanPage);

const read = () => readQueue(page.uetq);
const denied = { ad_storage: "denied" };
const granted = { ad_storage: "granted" };

describe("Microsoft UET", () => {
  test("a refusal stands before the tag, also before what the page has queued already", () => {
    page.uetq = ["event", "page_view", {}];
    const told = startReceiver(createAddOn);
    told.say([]);
    expect(read()).toEqual(["consent", "default", denied, "event", "page_view", {}]);
    expectSilence(told, read);
  });

  test("a decision is one update, a withdrawal another, and nothing is said twice", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say(["marketing"]);
    told.say(["marketing", "analytics"]);
    told.say([]);
    expect(read()).toEqual(["consent", "default", denied, "consent", "update", granted, "consent", "update", denied]);
  });

  test("a kept choice follows the default at once, and a tag that runs is told through its own push", () => {
    const calls: unknown[][] = [];
    page.uetq = { push: (...items: unknown[]) => calls.push(items) };
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    expect(calls).toEqual([
      ["consent", "default", denied],
      ["consent", "update", granted],
    ]);
  });

  test("a queue that the page has broken is an error event, not an exception", () => {
    page.uetq = { push: "no function" };
    const told = startReceiver(createAddOn);
    told.say([]);
    expect(told.errors).toHaveLength(1);
  });
});
