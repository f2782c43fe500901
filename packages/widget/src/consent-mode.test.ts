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

  test("C6: two decisions before the next paint are two updates, and an agreement taken back by then is in neither", async () => {
    const page = await openPage();
    page.api.acceptAll();
    page.api.rejectAll();
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(3));
    expect(readCommands(page).map((command) => (command[2] as typeof allDenied).ad_storage)).toEqual([
      "denied",
      "denied",
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

describe("what the page has set itself", () => {
  const own = (...commands: string[]) =>
    `<script>dataLayer=[];function gtag(){dataLayer.push(arguments)}${commands.join(";")}</script>`;
  const withMode = (change: Partial<ReturnType<typeof createSetup>["config"]["google_consent_mode"]>) => {
    const setup = createSetup();
    setup.config.google_consent_mode = { ...setup.config.google_consent_mode, ...change };
    return setup;
  };

  test("C4: tags wait as long as the tenant says", async () => {
    const page = await openPage({ setup: withMode({ wait_for_update_ms: 1200 }) });
    expect(readCommands(page)[0]?.[2]).toMatchObject({ wait_for_update: 1200 });
  });

  test("C5: a default for some places alone is completed by one for the rest", async () => {
    const html = own(`gtag("consent","default",{ad_storage:"granted",region:["US-CA"]})`);
    const page = await openPage({ html });
    expect(readCommands(page)).toHaveLength(2);
    expect(readCommands(page)[1]).toEqual(["consent", "default", { ...allDenied, wait_for_update: 500 }]);
  });

  test("C5: the head stub's defaults for places leave nothing to complete", async () => {
    const stub = headStub({ regions: [{ region: ["US-CA"], granted: ["ad_storage"] }] });
    const page = await openPage({ html: `<script>${stub}</script>` });
    expect(readCommands(page).map((command) => command[1])).toEqual(["default", "default"]);
  });

  test("C8: settings of the tenant come to a page whose stub lacks them, and are not repeated", async () => {
    const setup = withMode({ ads_data_redaction: true, url_passthrough: true });
    const page = await openPage({ html: `<script>${headStub({ urlPassthrough: true })}</script>`, setup });
    page.press("Accept all");
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(4));
    expect(readCommands(page).map(([name, kind]) => `${name} ${kind}`)).toEqual([
      "consent default",
      "set url_passthrough",
      "set ads_data_redaction",
      "consent update",
    ]);
  });

  test("C9: security_storage is granted throughout; functionality and personalization follow the site's own category", async () => {
    const page = await openPage();
    page.api.save({ functional: true });
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(2));
    expect(readCommands(page).map((command) => (command[2] as typeof allDenied).security_storage)).toEqual([
      "granted",
      "granted",
    ]);
    expect(readCommands(page)[1]?.[2]).toEqual({
      ...allDenied,
      functionality_storage: "granted",
      personalization_storage: "granted",
    });
  });

  test("C10: every command says ad_user_data and ad_personalization, and grants them with marketing alone", async () => {
    const page = await openPage();
    page.api.save({ analytics: true, functional: true });
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(2));
    page.api.save({ marketing: true });
    await vi.waitFor(() => expect(readCommands(page)).toHaveLength(3));
    const said = readCommands(page).map((command) => {
      const { ad_user_data, ad_personalization } = command[2] as typeof allDenied;
      return [ad_user_data, ad_personalization];
    });
    expect(said).toEqual([
      ["denied", "denied"],
      ["denied", "denied"],
      ["granted", "granted"],
    ]);
  });

  test("C14: the id that Google issued marks the traffic; without one there is no mark", async () => {
    const page = await openPage({ setup: withMode({ developer_id: "dAbCdEf" }) });
    expect(readCommands(page)[1]).toEqual(["set", "developer_id.dAbCdEf", true]);
    const other = await openPage();
    expect(JSON.stringify(readCommands(other))).not.toContain("developer_id");
  });
});
