import { afterEach, describe, expect, test, vi } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { cleanPage, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./amazon.ts";

afterEach(cleanPage);

const german = () => {
  const setup = createSetup();
  return { ...setup, regulation: { ...setup.regulation, location: "DE-BY" } };
};
const readCookie = () => {
  const pair = document.cookie.split("; ").find((one) => one.startsWith("amzn_consent="));
  return pair === undefined ? null : JSON.parse(decodeURIComponent(pair.slice("amzn_consent=".length)));
};
const both = (word: string) => ({ amznAdStorage: word, amznUserData: word });

describe("Amazon", () => {
  test("L1: nothing is kept on the device before a choice", () => {
    startReceiver(createAddOn, german()).say([]);
    expect(readCookie()).toBeNull();
  });

  test("a choice is kept in the form that Amazon's tags read, and announced", () => {
    const onChange = vi.fn();
    addEventListener("amznConsentChange", onChange, { once: true });
    const told = startReceiver(createAddOn, german());
    told.say([]);
    told.say(["marketing"]);
    expect(readCookie()).toEqual({
      geo: { countryCode: "DE" },
      amazonConsentFormat: both("GRANTED"),
      timestamp: "2026-11-20T12:00:00.000Z",
      version: "1",
    });
    expect(onChange.mock.calls[0]?.[0].detail.consent).toEqual(readCookie());
  });

  test("a refusal is kept as well, and a withdrawal replaces the agreement", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say([]);
    expect(readCookie().amazonConsentFormat).toEqual(both("DENIED"));
    told.say(["marketing"]);
    told.say([]);
    expect(readCookie().amazonConsentFormat).toEqual(both("DENIED"));
  });

  test("what is kept already is not said again on the next page", () => {
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    const onChange = vi.fn();
    addEventListener("amznConsentChange", onChange);
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    expect(onChange).not.toHaveBeenCalled();
    removeEventListener("amznConsentChange", onChange);
  });

  test("L10: what an agreement left behind is taken back once the agreement has run out", () => {
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    startReceiver(createAddOn).say([], { decided: false });
    expect(readCookie().amazonConsentFormat).toEqual(both("DENIED"));
  });

  test("P10: the browser's opt-out is said without any click", () => {
    startReceiver(createAddOn, createSetup("opt-out")).say(["analytics"], { decided: false, gpc: true });
    expect(readCookie().amazonConsentFormat).toEqual(both("DENIED"));
  });
});
