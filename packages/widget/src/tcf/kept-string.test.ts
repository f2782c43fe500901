import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import type { BrowserStorage } from "../storage.ts";
import { dropKept, type KeptString, readKept, writeKept } from "./kept-string.ts";

const KEPT: KeptString = {
  ...{ atMs: 1_763_740_800_000, tcString: "CQSbk4AQ.IDKQ.YAAA", mode: "101" },
  listPath: "/tcf/178-3q2-7wAAQhK1Zb0v9Xc4Tg",
};
const SHARED = createSetup("opt-in", { sharing: { subdomains: true, cross_domain: false } });

let cookies: Map<string, string>;
let items: Map<string, string>;
let isFull: boolean;
const storage: Pick<BrowserStorage, "readCookies" | "writeCookie" | "readItem" | "writeItem"> = {
  readCookies: (name) => [cookies.get(name) ?? []].flat(),
  writeCookie: (name, value, maxAgeS) => void (maxAgeS > 0 ? cookies.set(name, value) : cookies.delete(name)),
  readItem: (key) => items.get(key) ?? null,
  writeItem: (key, text) => !isFull && items.set(key, text) !== undefined,
};

beforeEach(() => {
  cookies = new Map();
  items = new Map();
  isFull = false;
});

describe("what is kept of a choice under the TCF", () => {
  test("is read as it was written, and gone once it is dropped", () => {
    writeKept(storage, createSetup(), KEPT, 60);
    expect(readKept(storage)).toEqual(KEPT);
    expect(cookies.size).toBe(0);
    dropKept(storage);
    expect(readKept(storage)).toBeNull();
  });

  test("stands in a cookie where hosts share their choice, or where there is no other storage", () => {
    writeKept(storage, SHARED, KEPT, 60);
    expect([cookies.size, items.size]).toEqual([1, 0]);
    expect(readKept(storage)).toEqual(KEPT);
    cookies.clear();
    isFull = true;
    writeKept(storage, createSetup(), KEPT, 60);
    expect(readKept(storage)).toEqual(KEPT);
  });

  test("is kept for one host alone where no cookie holds it", () => {
    const long = { ...KEPT, tcString: "C".repeat(4000) };
    writeKept(storage, SHARED, long, 60);
    expect([cookies.size, items.size]).toEqual([0, 1]);
    expect(readKept(storage)).toEqual(long);
  });

  test("of two places the later choice counts", () => {
    writeKept(storage, createSetup(), KEPT, 60);
    const later = { ...KEPT, atMs: KEPT.atMs + 1000, mode: "000" };
    writeKept(storage, SHARED, later, 60);
    expect(readKept(storage)).toEqual(later);
  });

  test("whatever else stands there is nothing, and never an error", () => {
    const part = fc.stringMatching(/^[\w.~/-]{0,40}$/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          part,
          part.map((text) => `1~${text}`),
        ),
        (text) => {
          items.set("cookiehub_tcf", text);
          const kept = readKept(storage);
          if (kept) expect([kept.atMs > 0, /^[01]{3}$/.test(kept.mode)]).toEqual([true, true]);
        },
      ),
    );
  });
});
