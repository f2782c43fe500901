import { toCookieText } from "@cookiehub/schemas/codec";
import { expect, test } from "vitest";
import { createCollector } from "../third-party/collector.ts";
import { readCookie, readPanelState } from "./panel-state.ts";

// Port 9 (discard) on loopback refuses: a CookieHub that is away.
const sources = { serverUrl: "http://127.0.0.1:9", apiKey: "key", collector: createCollector(), nowMs: () => 0 };

test("while CookieHub is away the panel still says what the cookie holds", async () => {
  const choice = {
    tenantId: "demo",
    deviceId: "dev_0123456789",
    decidedAtMs: 1_000_000_000_000,
    expiresAtMs: 1_000_100_000_000,
    policyVersion: "1",
    bannerVersion: "1",
    method: "preferences",
    gpc: false,
    configVersion: 1,
    services: {},
    granted: ["analytics"],
    denied: ["marketing"],
  } as const;
  const state = await readPanelState(`a=1; cookiehub_consent=${toCookieText(choice)}`, sources);
  expect(state).toMatchObject({ isServerUp: false, record: null, audit: [], cookie: { choice } });
});

test("a damaged cookie is told apart from none", async () => {
  expect((await readPanelState("cookiehub_consent=%%%", sources)).cookie).toEqual({ text: "%%%", choice: null });
  expect((await readPanelState("xcookiehub_consent=1", sources)).cookie).toBeNull();
});

test("a cookie is found whatever stands around it", () => {
  expect(readCookie("a=1;b=2=3; c=", "b")).toBe("2=3");
  expect(readCookie("a=1; c=", "c")).toBe("");
  expect(readCookie("", "c")).toBeUndefined();
});
