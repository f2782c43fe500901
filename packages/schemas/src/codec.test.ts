import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCookieText, toCookieText } from "./codec.ts";
import { CATEGORIES_MAX, CONSENT_COOKIE_BYTES_MAX, CONSENT_METHODS } from "./constants.ts";
import type { StoredChoice } from "./types/consent.ts";

const CHOICE: StoredChoice = {
  tenantId: "demo",
  deviceId: "dev_0123456789abcdef",
  decidedAtMs: Date.UTC(2026, 10, 20, 10, 0, 0),
  expiresAtMs: Date.UTC(2027, 4, 19, 10, 0, 0),
  policyVersion: "2026-11",
  bannerVersion: "1",
  method: "preferences",
  gpc: false,
  configVersion: 7,
  granted: ["essential", "analytics"],
  denied: ["functional", "marketing"],
  services: { hotjar: false, youtube: true },
};

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-";
const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const mixed = `${LETTERS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const categoryId = fc.tuple(fc.constantFrom(..."abcxyz"), text(LETTERS, 0, 31)).map(([head, tail]) => head + tail);
// Four of the longest go beside everything else at its limit, less the bytes that separate them.
const serviceId = fc.tuple(fc.constantFrom(..."abcXYZ"), text(mixed, 0, 30)).map(([head, tail]) => head + tail);

// Every choice that the schemas allow, up to the largest.
const choices: fc.Arbitrary<StoredChoice> = fc
  .record({
    tenantId: text(mixed, 1, 50),
    deviceId: text(mixed, 8, 64),
    decidedAt: fc.integer({ min: 1, max: 8_000_000_000 }),
    lifetime: fc.integer({ min: 1, max: 730 * 86_400 }),
    policyVersion: text(`${mixed}.`, 1, 32),
    bannerVersion: text(`${mixed}.`, 1, 32),
    method: fc.constantFrom(...CONSENT_METHODS),
    gpc: fc.boolean(),
    configVersion: fc.nat(1_000_000),
    services: fc.dictionary(serviceId, fc.boolean(), { maxKeys: 4 }),
    ids: fc.uniqueArray(categoryId, { maxLength: CATEGORIES_MAX }),
    split: fc.nat(CATEGORIES_MAX),
  })
  .map(({ decidedAt, lifetime, ids, split, ...rest }) => ({
    ...rest,
    decidedAtMs: decidedAt * 1000,
    expiresAtMs: (decidedAt + lifetime) * 1000,
    granted: ids.slice(0, split),
    denied: ids.slice(split),
  }));

test("a choice is written as one short line of cookie-safe ASCII", () => {
  expect(toCookieText(CHOICE)).toBe(
    "2!demo!dev_0123456789abcdef!tosp40!ty2140!2026-11!1!3!essential.analytics!functional.marketing!7!youtube!hotjar",
  );
});

test("the Global Privacy Control signal is kept with the choice", () => {
  const cookie = toCookieText({ ...CHOICE, method: "gpc", gpc: true });
  expect(cookie).toContain("!5g!");
  expect(fromCookieText(cookie)).toMatchObject({ method: "gpc", gpc: true });
});

test("whatever is written reads back the same, in cookie-octets (RFC 6265, 4.1.1), within 1,024 bytes", () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const cookie = toCookieText(choice);
      expect(cookie).toMatch(/^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]+$/);
      expect(cookie?.length).toBeLessThanOrEqual(CONSENT_COOKIE_BYTES_MAX);
      expect(fromCookieText(cookie)).toEqual(choice);
    }),
  );
});

test("the largest choice a tenant can have fits: 20 categories of 32 letters, every other field at its limit", () => {
  const ids = Array.from({ length: CATEGORIES_MAX }, (_, index) => `${"abcdefghijklmnopqrst"[index]}${"z".repeat(31)}`);
  const largest: StoredChoice = {
    tenantId: "T".repeat(50),
    deviceId: "D".repeat(64),
    decidedAtMs: 253_402_300_798_000,
    expiresAtMs: 253_402_300_799_000,
    policyVersion: "p".repeat(32),
    bannerVersion: "b".repeat(32),
    method: "preferences",
    gpc: true,
    configVersion: 2_147_483_647,
    granted: ids.slice(0, 10),
    denied: ids.slice(10),
    services: {},
  };
  const cookie = toCookieText(largest);
  expect(cookie).toHaveLength(873);
  expect(fromCookieText(cookie)).toEqual(largest);
});

test("no text makes the reader throw, and what it does read is what would have been written", () => {
  const cookie = toCookieText(CHOICE) ?? "";
  const tampered = fc
    .tuple(
      fc.nat(cookie.length),
      fc.nat(12),
      fc.oneof(fc.string(), fc.constantFrom("!", ".", "g", "0", "\u0000", "é", "%21")),
    )
    .map(([at, removed, added]) => cookie.slice(0, at) + added + cookie.slice(at + removed));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), tampered), (hostile) => {
      const choice = fromCookieText(hostile);
      if (choice) expect(toCookieText(choice)).toBe(hostile);
    }),
    { numRuns: 500 },
  );
});

test("anything that is not text reads as no choice", () => {
  fc.assert(
    fc.property(
      fc.anything().filter((value) => typeof value !== "string"),
      (hostile) => {
        expect(fromCookieText(hostile)).toBeNull();
      },
    ),
  );
});

test.each([
  ["is empty", ""],
  ["has a foreign version", "3!demo!device-1!t0!t1!1!1!3!a!b!1!!"],
  ["lacks a field", "2!demo!device-1!t0!t1!1!1!3!a!b!1!"],
  ["has a field too many", "2!demo!device-1!t0!t1!1!1!3!a!b!1!!!"],
  ["ran out before it was made", "2!demo!device-1!t1!t0!1!1!3!a!b!1!!"],
  ["was made in the year 10000", "2!demo!device-1!t0!zzzzzzzz!1!1!3!a!b!1!!"],
  ["has a time with a leading zero", "2!demo!device-1!0t0!t1!1!1!3!a!b!1!!"],
  ["has an unknown method", "2!demo!device-1!t0!t1!1!1!9!a!b!1!!"],
  ["agrees to and refuses the same category", "2!demo!device-1!t0!t1!1!1!3!a!a!1!!"],
  ["names a category twice", "2!demo!device-1!t0!t1!1!1!3!a.a!b!1!!"],
  ["has an empty category", "2!demo!device-1!t0!t1!1!1!3!a..c!b!1!!"],
  ["has 21 categories", `2!demo!device-1!t0!t1!1!1!3!${[..."abcdefghijklmnopqrstu"].join(".")}!!1!!`],
  ["is longer than a cookie may be", `2!demo!device-1!t0!t1!1!1!3!${"a".repeat(1024)}!b!1!!`],
  ["refuses and allows the same service", "2!demo!device-1!t0!t1!1!1!3!a!b!1!x!x"],
  ["names a service that no list may hold", "2!demo!device-1!t0!t1!1!1!3!a!b!1!__proto__!"],
  ["has a configuration that is no number", "2!demo!device-1!t0!t1!1!1!3!a!b!01!!"],
  ["ends in a line break", "2!demo!device-1!t0!t1!1!1!3!a!b!1!!\n"],
])("a text that %s reads as no choice", (_, hostile) => {
  expect(fromCookieText(hostile)).toBeNull();
});

test.each<[string, Partial<StoredChoice>]>([
  ["an id that would read as two agreements", { granted: ["analytics.marketing"] }],
  ["an empty id", { denied: [""] }],
  ["a category on both sides", { granted: ["analytics"], denied: ["analytics"] }],
  ["a service that would read as two", { services: { "a.b": true } }],
  ["a separator in the tenant", { tenantId: "demo!x" }],
  ["a time that is no number", { decidedAtMs: Number.NaN }],
  ["an endless lifetime", { expiresAtMs: Number.POSITIVE_INFINITY }],
  ["an unknown method", { method: "guess" as StoredChoice["method"] }],
])("a choice with %s is not written at all", (_, fault) => {
  expect(toCookieText({ ...CHOICE, ...fault })).toBeNull();
});
