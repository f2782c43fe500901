import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, readCommands } from "../test/page-kit.ts";
import { headStub } from "./stub.ts";

afterEach(closePages);

const allDenied = {
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
  analytics_storage: "denied",
  functionality_storage: "denied",
  personalization_storage: "denied",
  security_storage: "granted",
};

describe("Consent Mode", () => {
  test("C1 C2 C4: a default for all seven signals stands first, also when the head stub is missing", async () => {
    const page = await openPage();
    expect(readCommands(page)).toEqual([["consent", "default", { ...allDenied, wait_for_update: 500 }]]);
  });

  test("C2: a default that is already there is not repeated", async () => {
    const page = await openPage({ html: `<script>${headStub()}</script>` });
    expect(readCommands(page)).toHaveLength(1);
  });

  test("C3: commands are arguments objects, never arrays", async () => {
    const page = await openPage();
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.dataLayer).toHaveLength(2));
    for (const entry of page.window.dataLayer ?? [])
      expect(Object.prototype.toString.call(entry)).toBe("[object Arguments]");
  });

  test("C6: one update for each decision, before any tag of that decision runs", async () => {
    const page = await openPage({
      html: `<script type="text/plain" data-consent-category="analytics">ran.push(dataLayer.length)</script>`,
    });
    page.press("Accept all");
    await vi.waitFor(() => expect(page.window.ran).toEqual([2]));
    expect(readCommands(page)[1]).toEqual(["consent", "update", { ...granted(), security_storage: "granted" }]);
    expect(readCommands(page)).toHaveLength(2);
  });

  test("C6: two decisions before the next paint are two updates, in order", async () => {
    const page = await openPage();
    page.api.acceptAll();
    page.api.rejectAll();
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(3));
    expect(readCommands(page).map((command) => (command[2] as typeof allDenied).ad_storage)).toEqual([
      "denied",
      "granted",
      "denied",
    ]);
  });

  test("C6: a stored choice is sent as an update as soon as the next page starts", async () => {
    (await openPage()).press("Accept all");
    const next = await openPage();
    expect(readCommands(next).map((command) => command[1])).toEqual(["default", "update"]);
    expect(readCommands(next)[1]?.[2]).toEqual(granted());
  });

  test("C7: withdrawal sends denied for what was withdrawn", async () => {
    const page = await openPage();
    page.press("Accept all");
    page.api.save({ analytics: true });
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(3));
    expect(readCommands(page)[2]?.[2]).toEqual({ ...allDenied, analytics_storage: "granted" });
  });

  test("C8: redaction and passthrough are set only where the operator asks for them", async () => {
    const setup = createSetup();
    setup.config.google_consent_mode = {
      ...setup.config.google_consent_mode,
      ads_data_redaction: true,
      url_passthrough: true,
    };
    const page = await openPage({ setup });
    expect(readCommands(page).slice(1)).toEqual([
      ["set", "ads_data_redaction", true],
      ["set", "url_passthrough", true],
    ]);
  });

  test("switched off, it leaves no trace", async () => {
    const setup = createSetup();
    setup.config.google_consent_mode = { ...setup.config.google_consent_mode, enabled: false };
    const page = await openPage({ setup });
    page.press("Accept all");
    await vi.waitFor(() => expect(page.requests).toHaveLength(1));
    expect(page.window.dataLayer).toBeUndefined();
  });
});

function granted() {
  return Object.fromEntries(Object.keys(allDenied).map((type) => [type, "granted"]));
}
