import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, readCommands } from "../test/page-kit.ts";

afterEach(closePages);

const writeCookie = (text: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the tests write what a hostile page would
  document.cookie = `${CONSENT_COOKIE}=${text}; Path=/`;
};

describe("a stored choice", () => {
  test.each([
    ["corrupt", "1!shop!!!"],
    ["another tenant's", "1!other!dev_12345678!zzzzzz!zzzzzzz!1!1!1!essential.functional.analytics.marketing!"],
    ["hostile", encodeURIComponent("<script>alert(1)</script>")],
  ])("a cookie that is %s reads as no choice, whatever its copy says", async (_kind, text) => {
    (await openPage()).press("Accept all");
    writeCookie(text);
    const page = await openPage();
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, status: "none" });
    expect(page.find("[data-part=banner]")).not.toBeNull();
  });

  test("L8: a new policy asks again and blocks until then, under the same device id", async () => {
    const first = await openPage();
    first.press("Accept all");
    const { deviceId } = first.api.getSnapshot();
    const page = await openPage({ setup: createSetup("opt-in", { policy_version: "2" }) });
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, status: "none" });
    page.press("Reject all");
    expect(page.api.getSnapshot().deviceId).toBe(deviceId);
  });

  test("a refusal outlives a new policy where silence would be permission", async () => {
    (await openPage({ setup: createSetup("opt-out") })).press("Do not sell or share my personal information");
    const page = await openPage({ setup: createSetup("opt-out", { policy_version: "2" }) });
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, choices: { analytics: true, marketing: false } });
  });

  test("survives the loss of the cookie by its copy", async () => {
    (await openPage()).press("Accept all");
    writeCookie("x; Max-Age=0");
    const page = await openPage({ isStarted: false });
    const shown: unknown[] = [];
    page.api.on("show", (view) => shown.push(view));
    page.begin();
    // At once: what a page reads when the widget is ready is what holds, and nobody is asked meanwhile.
    await expect(page.api.ready).resolves.toMatchObject({ decided: true, status: "full" });
    await vi.waitFor(() => expect(page.find("[data-part=reopen]")).not.toBeNull());
    expect(shown).not.toContain("banner");
  });

  test("a refusal that a full storage cannot copy is not followed by the older copy", async () => {
    const page = await openPage();
    page.api.acceptAll();
    const { prototype } = page.window.Storage;
    const setItem = prototype.setItem;
    prototype.setItem = function (key, text) {
      if (text.length > 10) throw new Error("full");
      setItem.call(this, key, text);
    };
    page.api.rejectAll();
    // biome-ignore lint/suspicious/noDocumentCookie: the browser drops the cookie
    document.cookie = `${CONSENT_COOKIE}=; Path=/; Max-Age=0`;
    expect((await openPage()).api.getSnapshot()).toMatchObject({ decided: false, status: "none" });
  });

  test("two tabs agree: what one decides, the other follows", async () => {
    const [one, other] = [await openPage(), await openPage()];
    one.press("Accept all");
    await vi.waitFor(() =>
      expect(other.api.getSnapshot()).toMatchObject({ decided: true, status: "full", view: "none" }),
    );
    await vi.waitFor(() => expect(readCommands(other)).toHaveLength(2));
    expect(other.requests).toEqual([]);
  });
});
