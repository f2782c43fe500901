import { CONSENT_METHODS } from "@cookiehub/schemas/constants";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromTransferToken, type Transfer, type TransferBinding, toTransferToken } from "./transfer-token.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const binding: TransferBinding = {
  ...{ tenantId: "shop", from: "shop.example", addressPrefix: "203.0.113.0/24", userAgent: "Mozilla/5.0" },
};
const transfer: Transfer = {
  ...{ to: "shop.fr", nonce: "3q2-7wAAQhK1", expiresAtMs: NOW + 60_000 },
  choice: {
    ...{ tenantId: "shop", decidedAtMs: NOW - 5000, expiresAtMs: NOW + 9_000_000, policyVersion: "1" },
    ...{ bannerVersion: "1", method: "preferences", gpc: false, configVersion: 3 },
    ...{ granted: ["analytics"], denied: ["marketing"], services: { hotjar: false } },
  },
};
const token = toTransferToken("secret", transfer, binding) ?? "";

test("a token is read back as it was written, fits into an address, and names no device", () => {
  expect(fromTransferToken("secret", token, binding, NOW)).toEqual(transfer);
  expect(token).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
  expect(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).not.toMatch(/dev|shop!/);
});

test("whatever choice fits into a cookie fits into a token", () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_-]{0,15}$/), { maxLength: 10 });
  const seconds = fc.integer({ min: 1, max: 4_000_000_000 });
  fc.assert(
    fc.property(
      ids,
      ids,
      seconds,
      fc.constantFrom(...CONSENT_METHODS),
      fc.boolean(),
      (all, services, at, method, gpc) => {
        const [granted, denied] = [all.filter((_, index) => index % 2), all.filter((_, index) => !(index % 2))];
        const times = { decidedAtMs: at * 1000, expiresAtMs: at * 1000 + 5000 };
        const apart = Object.fromEntries(services.map((id, index) => [id, index % 2 === 0]));
        const choice = { ...transfer.choice, ...times, method, gpc, granted, denied, services: apart };
        const written = toTransferToken("secret", { ...transfer, choice }, binding);
        expect(fromTransferToken("secret", written ?? "", binding, NOW)).toEqual({ ...transfer, choice });
      },
    ),
  );
});

test.each<[string, Partial<TransferBinding>]>([
  ["another tenant", { tenantId: "other" }],
  ["another page that it came from", { from: "forum.example" }],
  ["another network", { addressPrefix: "198.51.100.0/24" }],
  ["another browser", { userAgent: "curl/8" }],
])("a token is no good for %s", (_what, changes) => {
  expect(fromTransferToken("secret", token, { ...binding, ...changes }, NOW)).toBeNull();
});

test("a token is no good after its minute, nor under another secret", () => {
  expect(fromTransferToken("secret", token, binding, NOW + 59_999)).not.toBeNull();
  expect(fromTransferToken("secret", token, binding, NOW + 60_000)).toBeNull();
  expect(fromTransferToken("other", token, binding, NOW)).toBeNull();
});

test("no change of a token makes another good one, and nothing that is read throws", () => {
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."AZaz09-_.!"), (at, letter) => {
      const changed = `${token.slice(0, at)}${letter}${token.slice(at + 1)}`;
      const read = fromTransferToken("secret", changed, binding, NOW);
      // The last letter of base64url has bits that mean nothing.
      if (changed !== token && at !== token.length - 1) expect(read).toBeNull();
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => fromTransferToken("secret", text, binding, NOW) === null));
});
