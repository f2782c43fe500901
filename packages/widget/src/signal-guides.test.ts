import { tenantConfigSchema } from "@cookiehub/schemas";
import { VENDOR_SIGNALS } from "@cookiehub/schemas/constants";
import { afterEach, describe, expect, test, vi } from "vitest";
import consentModeGuide from "../../../docs/guides/consent-mode.md?raw";
import guide from "../../../docs/guides/vendor-signals.md?raw";
import { closePages, createSetup } from "../test/page-kit.ts";
import type { CookieHub } from "./api.ts";
import { createNoGate } from "./gate/no-gate.ts";
import { startScript } from "./script.ts";
import { headStub } from "./stub.ts";
import { createNoScreen } from "./ui/no-screen.ts";

const page = window as { cookiehub?: unknown; acmeq?: unknown[]; dataLayer?: unknown };
const readBlocks = (text: string, language: string) =>
  Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm")), (match) => match[1] ?? "");
const start = () => {
  startScript(
    { ...createSetup(), assets: { chunks: {} as never, languages: {} } },
    { createGate: createNoGate, createScreen: createNoScreen },
  );
  return page.cookiehub as CookieHub;
};

afterEach(() => {
  closePages();
  delete page.cookiehub;
  delete page.acmeq;
  delete page.dataLayer;
});

describe("the guide to other receivers", () => {
  test("its add-on hears the default before the page's tags, each change once, and a kept choice on the next page", async () => {
    const [example = ""] = readBlocks(guide, "js");
    new Function(example)();
    const cookiehub = start();
    expect(page.acmeq).toEqual([["consent", "default", "denied"]]);
    cookiehub.acceptAll();
    await vi.waitFor(() => expect(page.acmeq).toHaveLength(2));
    const told = new Promise((resolve) => cookiehub.on("change", resolve));
    cookiehub.save({ marketing: true });
    await told;
    cookiehub.rejectAll();
    await vi.waitFor(() => expect(page.acmeq).toHaveLength(3));
    expect(page.acmeq?.slice(1)).toEqual([
      ["consent", "update", "granted"],
      ["consent", "update", "denied"],
    ]);
    cookiehub.acceptAll();
    Object.assign(page, { cookiehub: undefined, acmeq: undefined });
    new Function(example)();
    start();
    expect(page.acmeq).toEqual([
      ["consent", "default", "denied"],
      ["consent", "update", "granted"],
    ]);
  });

  test("its table lists every receiver there is, once", () => {
    const rows = Array.from(guide.matchAll(/^\| `([a-z-]+)` \|/gm), (match) => match[1]);
    expect(rows.sort()).toEqual([...VENDOR_SIGNALS].sort());
  });
});

describe("the guide to Consent Mode", () => {
  test("P3: what it says a site should serve at /.well-known/gpc.json is what the specification asks for", () => {
    const texts = readBlocks(consentModeGuide, "json").map((text) => JSON.parse(text));
    const file = texts.find((text) => "gpc" in text);
    expect(Object.keys(file)).toEqual(["gpc", "lastUpdate"]);
    expect([file.gpc, file.lastUpdate]).toEqual([true, expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
  });

  test("its settings, and those of the other guide, are ones that a tenant can publish as they stand", () => {
    const texts = [consentModeGuide, guide].flatMap((text) =>
      readBlocks(text, "json").map((block) => JSON.parse(block)),
    );
    const settings = texts.filter((text) => !("gpc" in text));
    expect(settings).toHaveLength(3);
    for (const change of settings)
      expect(tenantConfigSchema.parse({ ...createSetup().config, ...change })).toMatchObject(change);
  });

  test("its stub with places is one that the package makes, and its console line finds the default", () => {
    const [code = ""] = readBlocks(consentModeGuide, "ts");
    const body = code.replace(/^import .*$/m, "").replace("const stub =", "return");
    const stub = new Function("headStub", body)(headStub) as string;
    new Function("window", stub)(window);
    const [line = ""] = readBlocks(consentModeGuide, "js");
    const found = new Function("dataLayer", `return ${line}`)(page.dataLayer) as unknown[][];
    expect(found.map((command) => command[1])).toEqual(["default", "default"]);
    expect(found[0]?.[2]).toMatchObject({ region: ["US", "JP"], ad_storage: "granted", wait_for_update: 1000 });
  });
});
