import { createTenantConfig } from "@cookiehub/schemas";
import type { CategoryConfig, CookieConfig } from "@cookiehub/schemas/types";
import { afterEach, describe, expect, test } from "vitest";
import { closeGuardedPages, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

const COOKIES: Readonly<Record<string, CookieConfig[]>> = {
  essential: [{ name: "basket" }, { name: "shared" }],
  functional: [{ name: "map_*", service: "maps" }],
  analytics: [{ name: "_ga" }, { name: "_ga_*" }, { name: "shared" }],
};
const categories = createTenantConfig({ tenant_id: "shop", domain: "shop.example" }).categories.map(
  (category): CategoryConfig => ({ ...category, cookies: COOKIES[category.id] ?? [] }),
);
const open = (allowed: string[] = []) => openGuardedPage({ categories, allowed });
const write = (target: Document, text: string) => {
  target.cookie = text;
};
const names = (target: Document) => target.cookie.split("; ").map((pair) => pair.split("=")[0]);

describe("cookies", () => {
  test("L1: of a category that is not allowed are not written, by whatever name with * it is listed", async () => {
    const page = await open();
    for (const text of ["_ga=1; path=/", "_ga_ABC=1", " _ga_2 =1", "map_tiles=1"]) write(page.document, text);
    expect(page.document.cookie).toBe("");
    expect(
      page.blocked().map(({ kind, src, categories, services, reason }) => [kind, src, categories, services, reason]),
    ).toEqual([
      ["cookie", "_ga", ["analytics"], [], "cookie"],
      ["cookie", "_ga_ABC", ["analytics"], [], "cookie"],
      ["cookie", "_ga_2", ["analytics"], [], "cookie"],
      ["cookie", "map_tiles", [], ["maps"], "cookie"],
    ]);
  });

  test("that are essential, that nobody listed, or that are ours pass; so does a name that is listed twice", async () => {
    const page = await open();
    for (const name of ["basket", "unknown", "_gat", "shared", "cookiehub_consent"]) write(page.document, `${name}=1`);
    expect(names(page.document).sort()).toEqual(["_gat", "basket", "cookiehub_consent", "shared", "unknown"]);
    expect(page.blocked()).toEqual([]);
  });

  test("are written once they are allowed, and refused again after a withdrawal", async () => {
    const page = await open(["analytics"]);
    write(page.document, "_ga=1; path=/");
    page.decide();
    write(page.document, "_ga=2; path=/");
    expect(page.document.cookie).toBe("_ga=1");
  });

  test("can always be deleted", async () => {
    const page = await open(["analytics"]);
    for (const end of [
      "Max-Age=0",
      "max-age=-1; expires=Fri, 01 Jan 2100 00:00:00 GMT",
      "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ]) {
      page.decide("analytics");
      write(page.document, "_ga=1; path=/");
      expect(page.document.cookie).toBe("_ga=1");
      page.decide();
      write(page.document, `_ga=; path=/; ${end}`);
      expect(page.document.cookie).toBe("");
    }
    write(page.document, "_ga=1; path=/; Max-Age=0; Max-Age=1000");
    expect(page.document.cookie).toBe("");
  });

  test("are refused to the Cookie Store too", async () => {
    const page = await open();
    const { cookieStore } = page.window as unknown as {
      cookieStore?: { set(...args: unknown[]): Promise<void>; getAll(): Promise<{ name: string }[]> };
    };
    if (!cookieStore) return expect(page.window.isSecureContext).toBe(false);
    await cookieStore.set("_ga", "1");
    await cookieStore.set({ name: "_ga_1", value: "1" });
    await cookieStore.set("unknown", "1");
    expect((await cookieStore.getAll()).map(({ name }) => name)).toEqual(["unknown"]);
  });
});

describe("storage", () => {
  test.each(["localStorage", "sessionStorage"] as const)("%s refuses by the same names", async (kind) => {
    const page = await open();
    const storage = page.window[kind];
    for (const key of ["_ga", "map_1", "unknown", "basket"]) storage.setItem(key, "1");
    expect(Object.keys(storage).sort()).toEqual(["basket", "unknown"]);
    expect(page.blocked()).toMatchObject([
      { kind, src: "_ga", reason: "cookie" },
      { kind, src: "map_1", services: ["maps"] },
    ]);
    page.allow("analytics");
    storage.setItem("_ga", "1");
    expect(storage.getItem("_ga")).toBe("1");
  });
});
