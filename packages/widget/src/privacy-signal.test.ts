import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createSetup } from "../test/page-kit.ts";
import { toSignalAnswer } from "./gpc/signal-answer.ts";
import { readPrivacySignal } from "./privacy-signal.ts";

const setSignals = (signals: Readonly<Record<string, unknown>>) => {
  for (const [name, value] of Object.entries(signals))
    Object.defineProperty(navigator, name, { value, configurable: true });
};

afterEach(() => {
  for (const name of ["globalPrivacyControl", "doNotTrack"]) Reflect.deleteProperty(navigator, name);
});

const ids = ["functional", "analytics", "marketing"];
const toPast = (granted: readonly string[], gpc: boolean): StoredChoice => ({
  ...{
    tenantId: "shop",
    deviceId: "dev_12345678",
    decidedAtMs: 1000,
    expiresAtMs: 2000,
    policyVersion: "1",
    configVersion: 1,
  },
  ...{ bannerVersion: "1", method: "preferences", gpc, granted, services: {} },
  denied: ids.filter((id) => !granted.includes(id)),
});
const refusing = (model: ResolvedConfig["regulation"]["model"] = "opt-in") =>
  createSetup(model, { privacy_signals: { gpc_refuses: true, dnt: false } });

describe("the browser's signal", () => {
  test.each([
    [true, true],
    [false, false],
    [undefined, false],
    [1, false],
    ["1", false],
  ])("P2: navigator.globalPrivacyControl === true is the signal: %j is %j", (value, expected) => {
    setSignals({ globalPrivacyControl: value });
    expect(readPrivacySignal({ gpc_refuses: false, dnt: true })).toBe(expected);
  });

  test.each([
    ["1", true, true],
    ["1", false, false],
    ["0", true, false],
    ["unspecified", true, false],
    [null, true, false],
  ])("DNT %j counts only where the tenant says so (%j): %j", (doNotTrack, dnt, expected) => {
    setSignals({ doNotTrack });
    expect(readPrivacySignal({ gpc_refuses: false, dnt })).toBe(expected);
    expect(readPrivacySignal(undefined)).toBe(false);
  });
});

describe("what the signal answers", () => {
  test("P9: where the tenant says so, it refuses everything for who was not asked yet", () => {
    expect(toSignalAnswer(refusing(), null, false, true)).toBe("reject");
  });

  test("P9: it is silent without the setting, without the signal, and where the law does not ask before", () => {
    const past = toPast(["marketing"], false);
    for (const choice of [null, past]) {
      expect(toSignalAnswer(createSetup(), choice, choice !== null, true)).toBeNull();
      expect(toSignalAnswer(refusing(), choice, choice !== null, false)).toBeNull();
      for (const model of ["opt-out", "notice"] as const)
        expect(toSignalAnswer(refusing(model), choice, choice !== null, true)).toBeNull();
    }
  });

  test("P8: an earlier agreement loses what sells; without anything that sells it stands", () => {
    expect(toSignalAnswer(refusing(), toPast(["analytics", "marketing"], false), true, true)).toBe("do-not-sell");
    expect(toSignalAnswer(refusing(), toPast(["analytics"], false), true, true)).toBeNull();
  });

  test("P8: an agreement to a service that sells is an agreement", () => {
    const setup = refusing();
    for (const category of setup.config.categories)
      if (category.id === "marketing") category.services = [{ id: "ads", name: "Ads" }];
    expect(toSignalAnswer(setup, { ...toPast([], false), services: { ads: true } }, true, true)).toBe("do-not-sell");
  });

  test("P8: what was agreed to in its presence stands, and is asked for again when it has run out", () => {
    for (const isDecided of [true, false])
      expect(toSignalAnswer(refusing(), toPast(["marketing"], true), isDecided, true)).toBeNull();
  });

  test("P4: it never agrees to anything", () => {
    const past = fc.option(fc.tuple(fc.subarray(ids), fc.boolean()).map(([granted, gpc]) => toPast(granted, gpc)));
    const model = fc.constantFrom<ResolvedConfig["regulation"]["model"]>("opt-in", "opt-out", "notice");
    fc.assert(
      fc.property(model, past, fc.boolean(), fc.boolean(), (place, choice, isDecided, gpc) => {
        expect([null, "reject", "do-not-sell"]).toContain(toSignalAnswer(refusing(place), choice, isDecided, gpc));
      }),
    );
  });
});
