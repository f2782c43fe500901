import { afterEach, describe, expect, test, vi } from "vitest";
import { createSetup } from "../test/page-kit.ts";
import type { CookieHub } from "./api.ts";
import { createGate } from "./gate/gate.ts";
import { type ScriptSetup, startScript as startWith } from "./script.ts";
import { createScreen } from "./ui/screen.ts";

const page = window as { cookiehub?: unknown };
const setup: ScriptSetup = {
  ...createSetup(),
  assets: {
    chunks: {
      aftercare: new URL("./aftercare/aftercare.ts", import.meta.url).pathname,
      preferences: new URL("./preferences/preferences.ts", import.meta.url).pathname,
      "tcf-preferences": new URL("./tcf-preferences/tcf-preferences.ts", import.meta.url).pathname,
      history: new URL("./history/history.ts", import.meta.url).pathname,
      placeholders: new URL("./placeholders/add-on.ts", import.meta.url).pathname,
      cleanup: new URL("./cleanup/add-on.ts", import.meta.url).pathname,
      background: new URL("./background/background.ts", import.meta.url).pathname,
      live: new URL("./live/add-on.ts", import.meta.url).pathname,
      tcf: new URL("./tcf/tcf.ts", import.meta.url).pathname,
      "tcf-asking": new URL("./tcf/asking.ts", import.meta.url).pathname,
      gpp: new URL("./gpp/gpp.ts", import.meta.url).pathname,
      "gpp-tcf": new URL("./gpp/tcf-link.ts", import.meta.url).pathname,
    },
    languages: { en: new URL("./languages/en.ts", import.meta.url).pathname },
  },
};

const startScript = (given: ScriptSetup) => startWith(given, { createGate, createScreen });

afterEach(() => {
  delete page.cookiehub;
  for (const host of document.querySelectorAll("cookiehub-ui")) host.remove();
});

describe("the script entry", () => {
  test("runs what the early queue holds, with the object that is at window.cookiehub", () => {
    const seen: unknown[] = [];
    page.cookiehub = [(cookiehub: CookieHub) => seen.push(cookiehub)];
    startScript(setup);
    expect(seen).toEqual([page.cookiehub]);
    expect((page.cookiehub as CookieHub).getSnapshot().regulation).toBe("gdpr");
  });

  test("a second load keeps the first", () => {
    startScript(setup);
    const first = page.cookiehub;
    startScript(setup);
    expect(page.cookiehub).toBe(first);
  });

  test("an element with its id is no widget", () => {
    page.cookiehub = document.createElement("div");
    startScript(setup);
    expect((page.cookiehub as CookieHub).isAllowed("essential")).toBe(true);
  });

  test("a configuration that cannot be used throws nothing into the page, and nothing is allowed", async () => {
    expect(() => startScript({ assets: setup.assets } as ScriptSetup)).not.toThrow();
    const cookiehub = page.cookiehub as CookieHub;
    expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
    expect(cookiehub.isAllowed("essential")).toBe(false);
  });

  test("loads the preferences from the script's own origin when they are opened", async () => {
    startScript(setup);
    const cookiehub = page.cookiehub as CookieHub;
    await vi.waitFor(() => expect(cookiehub.getSnapshot().view).toBe("banner"));
    cookiehub.open();
    await vi.waitFor(() => expect(cookiehub.getSnapshot().view).toBe("preferences"));
  });

  test("a form with its id and a field `getSnapshot` is no widget", () => {
    const form = document.createElement("form");
    form.innerHTML = '<input name="getSnapshot">';
    page.cookiehub = form;
    startScript(setup);
    expect((page.cookiehub as CookieHub).isAllowed("essential")).toBe(true);
  });

  test("an element named `currentScript` does not say where the files come from", async () => {
    const image = document.createElement("img");
    Object.assign(image, { name: "currentScript", src: "https://attacker.invalid/x.png" });
    document.body.append(image);
    const beacon = vi.spyOn(navigator, "sendBeacon").mockReturnValue(true);
    startScript(setup);
    await vi.waitFor(() => expect(beacon).toHaveBeenCalled());
    image.remove();
    expect(new URL(String(beacon.mock.calls[0]?.[0])).host).toBe(location.host);
    beacon.mockRestore();
  });
});
