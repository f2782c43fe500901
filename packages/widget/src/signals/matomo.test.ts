import { afterEach, describe, expect, test } from "vitest";
import { cleanPage, expectSilence, page, readQueue, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./matomo.ts";

afterEach(cleanPage);

const read = () => readQueue(page._paq);

describe("Matomo", () => {
  test("consent is required before the first page view, also where that waits already", () => {
    page._paq = [["trackPageView"]];
    const told = startReceiver(createAddOn);
    told.say([]);
    expect(read()).toEqual([["requireConsent"], ["trackPageView"]]);
    told.say(["marketing"]);
    expectSilence(told, read);
  });

  test("agreeing gives consent once, withdrawing forgets it once", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    for (const allowed of [["analytics"], ["analytics", "marketing"], []]) told.say(allowed);
    expect(read()).toEqual([["requireConsent"], ["setConsentGiven"], ["forgetConsentGiven"]]);
  });

  test("a kept choice is given at the start of each page, to a tracker that runs as well", () => {
    const calls: unknown[] = [];
    page._paq = { push: (call: unknown) => calls.push(call) };
    startReceiver(createAddOn).say(["analytics"], { decided: true });
    expect(calls).toEqual([["requireConsent"], ["setConsentGiven"]]);
  });
});
