import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HeadStubOptions, headStub } from "./stub.ts";

type Page = { dataLayer?: ArrayLike<unknown>[]; gtag?: (...command: unknown[]) => void; cookiehub?: unknown };

function run(text: string, page: Page = {}): Page {
  new Function("window", text)(page);
  return page;
}

describe("the head stub", () => {
  test("C2 C3 C4: denies everything but security, waits for the update, and is read by Google tags", () => {
    const [command] = run(headStub()).dataLayer ?? [];
    expect(Object.prototype.toString.call(command)).toBe("[object Arguments]");
    expect(command?.[2]).toMatchObject({ ad_storage: "denied", security_storage: "granted", wait_for_update: 500 });
  });

  test("C5: defaults for places come before the one for the rest", () => {
    const page = run(headStub({ regions: [{ region: ["US-CA"], granted: ["analytics_storage"] }] }));
    expect(Array.from(page.dataLayer ?? [], (entry) => entry[2])).toMatchObject([
      { region: ["US-CA"], analytics_storage: "granted", ad_storage: "denied" },
      { analytics_storage: "denied" },
    ]);
  });

  test("C8 C14: settings are set only where they are asked for", () => {
    const kinds = (options: HeadStubOptions) =>
      Array.from(run(headStub(options)).dataLayer ?? [], (entry) => `${entry[0]} ${entry[1]}`);
    expect(kinds({})).toEqual(["consent default"]);
    expect(kinds({ adsDataRedaction: true, urlPassthrough: true, developerId: "dAbCdEf" })).toEqual([
      "consent default",
      "set ads_data_redaction",
      "set url_passthrough",
      "set developer_id.dAbCdEf",
    ]);
  });

  test("queues early calls, also where an element has taken the name", () => {
    const page = run(headStub(), { cookiehub: { id: "cookiehub" } });
    expect(page.cookiehub).toEqual([]);
  });

  test("keeps what the page has: its gtag, its data layer, a running widget", () => {
    const own: Page = { dataLayer: [["first"]], gtag: () => {}, cookiehub: { push: () => {} } };
    const { gtag, cookiehub } = own;
    const page = run(headStub(), own);
    expect(page).toMatchObject({ gtag, cookiehub });
    expect(page.dataLayer?.[0]).toEqual(["first"]);
  });

  test("is ASCII, cannot end its script element, and always parses, whatever the options hold", () => {
    const region = fc.array(fc.string({ unit: "binary" }));
    const options = fc.record<HeadStubOptions>({
      regions: fc.array(fc.record({ region, granted: fc.constant([]) })),
      waitForUpdateMs: fc.nat(),
    });
    fc.assert(
      fc.property(fc.constantFrom("", "</script>", "<!--"), options, (extra, given) => {
        const regions = [...(given.regions ?? []), { region: [extra], granted: [] }];
        const text = headStub({ ...given, regions });
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(text).not.toContain("</");
        const last = Array.from(run(text).dataLayer ?? []).at(-2) as [string, string, { region: string[] }];
        expect(last[2].region).toEqual([extra]);
      }),
    );
  });
});
