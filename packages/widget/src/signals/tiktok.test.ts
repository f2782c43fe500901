import { afterEach, describe, expect, test } from "vitest";
import { cleanPage, expectSilence, page, readQueue, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./tiktok.ts";

afterEach(cleanPage);

/** Does what the pixel's snippet does: takes a queue that is there, gives it methods that queue, and loads. */
function runSnippet(): void {
  const queue = (page.ttq ?? []) as unknown[] & Record<string, () => void>;
  page.ttq = queue;
  for (const name of ["holdConsent", "grantConsent", "revokeConsent"]) queue[name] = () => queue.push([name]);
  queue.push(["load"], ["page"]);
}

const read = () => readQueue(page.ttq);

describe("TikTok", () => {
  test.each(["before", "after"])("consent is held before the pixel loads: its snippet comes %s ours", (order) => {
    if (order === "after") runSnippet();
    const told = startReceiver(createAddOn);
    told.say([]);
    if (order === "before") runSnippet();
    expect(read()).toEqual([["holdConsent"], ["load"], ["page"]]);
    expectSilence(told, read);
  });

  test("agreeing grants once, withdrawing revokes once", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    runSnippet();
    for (const allowed of [["marketing"], ["marketing", "functional"], []]) told.say(allowed);
    expect(read().slice(3)).toEqual([["grantConsent"], ["revokeConsent"]]);
  });

  test("a library that runs is told by its methods", () => {
    const calls: string[] = [];
    page.ttq = { holdConsent: () => calls.push("hold"), grantConsent: () => calls.push("grant") };
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    expect(calls).toEqual(["hold", "grant"]);
  });
});
