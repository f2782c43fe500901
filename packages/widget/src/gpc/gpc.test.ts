import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  closePages,
  createSetup,
  openPage as openAnyPage,
  readCommands,
  type TestPageOptions,
} from "../../test/page-kit.ts";
import { createAddOn } from "./add-on.ts";

afterEach(closePages);

const openPage = (options: TestPageOptions = {}) => openAnyPage({ ...options, addOns: [createAddOn()] });

const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
const refusing = (gpc_refuses = true): ResolvedConfig =>
  createSetup("opt-in", { privacy_signals: { gpc_refuses, dnt: false } });
const toMethods = (requests: { body: string }[]) =>
  requests.map(({ body }) => (JSON.parse(body) as { consent_method: StoredChoice["method"] }).consent_method);
// One key is one decision, however often it is delivered.
const onceEach = <Request extends { url: string }>(requests: Request[]) => [
  ...new Map(requests.map((request) => [new URL(request.url).searchParams.get("idempotency_key"), request])).values(),
];

describe("the browser's signal where the law asks before", () => {
  test("P9 P10: it refuses everything without a question, and the record says that it was the signal", async () => {
    const html = `<script type="text/plain" data-consent-category="analytics">ran.push("counted")</script>`;
    const page = await openPage({ html, gpc: true, setup: refusing() });
    await settle();
    expect(page.api.getSnapshot()).toMatchObject({ decided: true, status: "none", view: "none" });
    expect([page.find("[data-part=banner]"), page.window.ran]).toEqual([null, []]);
    await vi.waitFor(() => expect(toMethods(page.requests)).toEqual(["gpc"]));
    expect(JSON.parse(page.requests[0]?.body ?? "")).toMatchObject({
      gpc: true,
      categories: { functional: false, analytics: false, marketing: false },
    });
  });

  test("P10: Consent Mode hears one refusal, right after the default", async () => {
    const page = await openPage({ gpc: true, setup: refusing() });
    await settle();
    expect(readCommands(page).map((command) => command[1])).toEqual(["default", "update"]);
    expect(readCommands(page)[1]?.[2]).toMatchObject({ ad_user_data: "denied", ad_personalization: "denied" });
  });

  test("P8 P9: it does not decide in the place of a choice that stands in the copy alone", async () => {
    const first = await openPage({ gpc: true, setup: refusing() });
    await settle();
    first.api.acceptAll();
    const { deviceId, decidedAt } = first.api.getSnapshot();
    // biome-ignore lint/suspicious/noDocumentCookie: the browser drops the cookie after seven days
    document.cookie = `${CONSENT_COOKIE}=; Path=/; Max-Age=0`;
    const next = await openPage({ gpc: true, setup: refusing() });
    await settle();
    expect(next.api.getSnapshot()).toMatchObject({ decided: true, status: "full", deviceId, decidedAt });
    expect(toMethods(next.requests)).not.toContain("gpc");
  });

  test("P9: it is recorded once, not again on each page", async () => {
    const first = await openPage({ gpc: true, setup: refusing() });
    await vi.waitFor(() => expect(first.requests).toHaveLength(1));
    const next = await openPage({ gpc: true, setup: refusing() });
    await settle();
    expect([next.requests, next.find("[data-part=banner]")]).toEqual([[], null]);
  });

  test("P8 P9: the settings are one click away, say why, and what the visitor allows there wins on every later page", async () => {
    const page = await openPage({ gpc: true, setup: refusing() });
    await vi.waitFor(() => expect(page.find("[data-part=reopen] button")).not.toBeNull());
    page.press("Privacy settings");
    await vi.waitFor(() => expect(page.find("[data-part=preferences] .ch-gpc")).not.toBeNull());
    page.press("Accept all");
    expect(page.api.getSnapshot()).toMatchObject({ status: "full" });
    await vi.waitFor(() => expect(toMethods(page.requests)).toEqual(["gpc", "preferences"]));
    const next = await openPage({ gpc: true, setup: refusing() });
    expect(next.api.getSnapshot()).toMatchObject({ decided: true, status: "full" });
  });

  test("P8: an earlier agreement made without the signal loses what sells, and both are logged", async () => {
    const first = await openPage({ setup: refusing() });
    first.api.acceptAll();
    await vi.waitFor(() => expect(first.requests).toHaveLength(1));
    const next = await openPage({ gpc: true, setup: refusing() });
    expect(next.api.getSnapshot().choices).toMatchObject({ functional: true, analytics: true, marketing: false });
    // Whichever tab comes first delivers it; the one that made it may do so again, under the same key.
    await vi.waitFor(() => expect(toMethods(onceEach([...first.requests, ...next.requests]))).toEqual(["api", "gpc"]));
  });

  test("P9: without the setting the visitor is asked, as everybody", async () => {
    const page = await openPage({ gpc: true, setup: refusing(false) });
    expect(page.find("[data-part=banner]")).not.toBeNull();
    expect(page.api.getSnapshot().decided).toBe(false);
  });

  test("a decision by the signal is an event for who listens from the start", async () => {
    const page = await openPage({ gpc: true, setup: refusing(), isStarted: false });
    const onConsent = vi.fn();
    page.api.on("consent", onConsent);
    page.begin();
    await vi.waitFor(() => expect(onConsent).toHaveBeenCalledTimes(1));
    expect(onConsent.mock.calls[0]?.[0]).toMatchObject({ decided: true, status: "none" });
  });
});

describe("the browser's signal in California", () => {
  test("P7: who comes back and sees no notice is told in the settings that the signal was honoured", async () => {
    const setup = createSetup("opt-out");
    (await openPage({ setup, gpc: true })).press("Close");
    const page = await openPage({ setup, gpc: true });
    await vi.waitFor(() => expect(page.find("[data-part=reopen] button")).not.toBeNull());
    expect(page.find("[data-part=banner]")).toBeNull();
    page.press("Privacy settings");
    await vi.waitFor(() => expect(page.find("[data-part=preferences] .ch-gpc")?.textContent).toMatch(/honored/));
  });

  test("P7: nobody is told so whose browser sends nothing", async () => {
    const page = await openPage({ setup: createSetup("opt-out") });
    page.press("Settings");
    await vi.waitFor(() => expect(page.find("[data-part=preferences] .ch-switch")).not.toBeNull());
    expect(page.find(".ch-gpc")).toBeNull();
  });

  test("DNT is honoured as the signal where the tenant says so", async () => {
    const setup = createSetup("opt-out", { privacy_signals: { gpc_refuses: false, dnt: true } });
    const page = await openPage({ setup, isStarted: false });
    Object.defineProperty(page.window.navigator, "doNotTrack", { value: "1" });
    page.begin();
    expect(page.api.getSnapshot()).toMatchObject({ gpc: true, choices: { analytics: true, marketing: false } });
  });
});
