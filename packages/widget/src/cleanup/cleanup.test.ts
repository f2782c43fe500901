import type { TenantConfig } from "@cookiehub/schemas/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, type TestPage } from "../../test/page-kit.ts";
import { toDeletions, toDomains, toPaths } from "./cookies.ts";
import { CLEANUP_KEY } from "./pending.ts";

afterEach(closePages);

const categories: TenantConfig["categories"] = createSetup().config.categories.map((category) => ({
  ...category,
  ...(category.id === "essential" && { cookies: [{ name: "_ga_session" }] }),
  ...(category.id === "analytics" && { cookies: [{ name: "_ga*" }, { name: "stats" }] }),
  ...(category.id === "marketing" && {
    services: [{ id: "ads", name: "Ads" }],
    cookies: [{ name: "_ads", service: "ads" }, { name: "cookiehub_*" }, { name: "_fb" }],
  }),
}));
const setup = createSetup("opt-in", { categories });
const readNames = (page: TestPage) =>
  page.document.cookie
    .split("; ")
    .map((pair) => pair.split("=")[0] ?? "")
    .filter((name) => name.startsWith("_"))
    .sort();
const write = (page: TestPage, ...texts: string[]) => {
  for (const text of texts) page.document.cookie = text;
};

describe("what a page can delete", () => {
  test("a cookie may lie on the host alone and on every domain above it, and on every path", () => {
    expect(toDomains("a.shop.example")).toEqual(["a.shop.example", "shop.example"]);
    expect(toDomains("localhost")).toEqual(["localhost"]);
    expect(toPaths("/a/b")).toEqual(["/", "/a", "/a/", "/a/b", "/a/b/"]);
    expect(toPaths("/")).toEqual(["/"]);
  });

  test("over TLS each is deleted as it is and as a partitioned one", () => {
    expect(toDeletions("a", "/", ["x.y"], true)).toEqual([
      "a=; Max-Age=0; Path=/; Secure",
      "a=; Max-Age=0; Path=/; Secure; Partitioned",
      "a=; Max-Age=0; Path=/; Domain=x.y; Secure",
      "a=; Max-Age=0; Path=/; Domain=x.y; Secure; Partitioned",
    ]);
    expect(toDeletions("a", "/b", [], false)).toEqual(["a=; Max-Age=0; Path=/b"]);
  });
});

describe("clean-up after a withdrawal (L5)", () => {
  test("deletes the cookies and entries of what was refused, by patterns too, and leaves everything else", async () => {
    const page = await openPage({ setup });
    page.api.acceptAll();
    write(page, "_ga=1", "_ga_ABC=1; Path=/", "_ga_session=1", "_ads=1", "_own=1");
    localStorage.setItem("stats", "1");
    sessionStorage.setItem("_ga_x", "1");
    localStorage.setItem("cart", "1");
    page.api.save({ marketing: true });
    await vi.waitFor(() => expect(readNames(page)).toEqual(["_ads", "_ga_session", "_own"]));
    expect([localStorage.getItem("stats"), sessionStorage.getItem("_ga_x"), localStorage.getItem("cart")]).toEqual([
      null,
      null,
      "1",
    ]);
    expect(page.document.cookie).toContain("cookiehub_consent=");
    expect(page.errors).toEqual([]);
  });

  test("goes by the service where a cookie has one", async () => {
    const page = await openPage({ setup });
    page.api.acceptAll();
    write(page, "_ads=1", "_fb=1");
    page.api.save({ analytics: true, marketing: true }, { ads: false });
    await vi.waitFor(() => expect(readNames(page)).toEqual(["_fb"]));
  });

  test("deletes once more what was written again within the next second, and then no more", async () => {
    const page = await openPage({ setup });
    page.api.acceptAll();
    write(page, "_ga=1");
    page.api.rejectAll();
    await vi.waitFor(() => expect(readNames(page)).toEqual([]));
    expect(localStorage.getItem(CLEANUP_KEY)).toBe("1");
    write(page, "_ga=2");
    await vi.waitFor(() => expect(readNames(page)).toEqual([]), { timeout: 5000 });
    await vi.waitFor(() => expect(localStorage.getItem(CLEANUP_KEY)).toBeNull());
  });

  test("is done by the next page where this one went away first", async () => {
    const first = await openPage({ setup });
    first.api.acceptAll();
    write(first, "_ga=1");
    first.api.rejectAll();
    // The announcement comes with the leave: nothing could be loaded any more.
    first.window.dispatchEvent(new first.window.PageTransitionEvent("pagehide"));
    first.close();
    expect(localStorage.getItem(CLEANUP_KEY)).toBe("1");
    const next = await openPage({ setup });
    await vi.waitFor(() => expect(readNames(next)).toEqual([]));
  });

  test("nothing is kept, loaded or deleted by a first refusal: there was nothing to withdraw", async () => {
    const page = await openPage({ setup });
    write(page, "_ga=1");
    page.api.rejectAll();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(localStorage.getItem(CLEANUP_KEY)).toBeNull();
    expect(readNames(page)).toEqual(["_ga"]);
  });
});

describe("the offer to load the page again", () => {
  const offering: typeof setup = {
    ...setup,
    config: { ...setup.config, banner: { ...setup.config.banner, offer_reload: true } },
  };
  const script = `<script type="text/plain" data-consent-category="analytics">ran.push("a")</script>`;
  const find = (page: TestPage) => page.find('cookiehub-ui[data-part="reload"]');

  test("comes when something that ran was withdrawn, asks, and does nothing by itself", async () => {
    const page = await openPage({ setup: offering, html: script });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a"]));
    page.api.rejectAll();
    await vi.waitFor(() => expect(find(page)?.textContent).toContain("What has already started runs"));
    page.press("Not now");
    expect(find(page)).toBeNull();
  });

  test("goes when everything is allowed again", async () => {
    const page = await openPage({ setup: offering, html: script });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a"]));
    page.api.rejectAll();
    await vi.waitFor(() => expect(find(page)).not.toBeNull());
    page.api.acceptAll();
    await vi.waitFor(() => expect(find(page)).toBeNull());
  });

  test.each([
    ["nothing that ran was withdrawn", offering, ""],
    ["the tenant does not offer it", setup, script],
  ])("does not come when %s", async (_, chosen, html) => {
    const page = await openPage({ setup: chosen, html });
    page.api.acceptAll();
    await new Promise((resolve) => setTimeout(resolve, 150));
    page.api.rejectAll();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(find(page)).toBeNull();
  });
});
