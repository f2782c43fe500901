import { expect, test } from "vitest";
import { type PastChoice, toAskReason, toExpiry } from "./renewal.ts";

const NOW_MS = Date.UTC(2026, 10, 20);
const CONFIG = {
  policy_version: "2",
  categories: [
    { id: "essential", required: true },
    { id: "analytics", required: false },
  ],
};
const PAST: PastChoice = { expiresAtMs: NOW_MS + 1, policyVersion: "2", asked: ["analytics"] };

test("a visitor without a choice is asked", () => {
  expect(toAskReason(null, CONFIG, NOW_MS)).toBe("no-choice");
});

test("a choice that still holds is not asked for again, whichever way it went", () => {
  expect(toAskReason(PAST, CONFIG, NOW_MS)).toBeNull();
});

test("L10: a choice is asked for again from the millisecond it runs out", () => {
  expect(toAskReason({ ...PAST, expiresAtMs: NOW_MS }, CONFIG, NOW_MS)).toBe("expired");
  expect(toAskReason({ ...PAST, expiresAtMs: NOW_MS + 1 }, CONFIG, NOW_MS)).toBeNull();
});

test("L10: a choice runs out after the tenant's number of days, to the millisecond", () => {
  expect(toExpiry({ banner: { consent_renewal_days: 180 } }, NOW_MS)).toBe(Date.UTC(2027, 4, 19));
});

test("L8: a choice is asked for again when the policy has changed", () => {
  expect(toAskReason({ ...PAST, policyVersion: "1" }, CONFIG, NOW_MS)).toBe("policy");
});

test("L8: a choice is asked for again when there is a category the visitor never saw", () => {
  expect(toAskReason({ ...PAST, asked: [] }, CONFIG, NOW_MS)).toBe("new-category");
});

test("L8: a new required category asks nobody, since nobody could refuse it", () => {
  const config = { ...CONFIG, categories: [...CONFIG.categories, { id: "security", required: true }] };
  expect(toAskReason(PAST, config, NOW_MS)).toBeNull();
});

test("L8: a category that is gone asks nobody", () => {
  expect(toAskReason({ ...PAST, asked: ["analytics", "gone"] }, CONFIG, NOW_MS)).toBeNull();
});

test("L10 T101: a consent holds no longer than the law lets it, however long the tenant would", () => {
  const config = { banner: { consent_renewal_days: 400 } };
  expect(toExpiry(config, 0, { consent_days: 180, refusal_days: 30 })).toBe(180 * 86_400_000);
});

test("L9: who refused everything is asked again no sooner than after the law's pause, whatever the tenant wants", () => {
  const config = { banner: { consent_renewal_days: 1 } };
  expect(toExpiry(config, 0, { consent_days: 180, refusal_days: 365 }, true)).toBe(365 * 86_400_000);
  expect(toExpiry({ banner: { consent_renewal_days: 500 } }, 0, { refusal_days: 365 }, true)).toBe(500 * 86_400_000);
});

test("L8: a service that came later asks again who had agreed to something, and not who had refused all", () => {
  const past = { expiresAtMs: 2, policyVersion: "1", asked: ["a"], configVersion: 3 };
  const config = { policy_version: "1", categories: [{ id: "a", required: false }] };
  expect(toAskReason({ ...past, granted: ["a"] }, config, 1, 4)).toBe("new-service");
  expect(toAskReason({ ...past, granted: ["a"] }, config, 1, 3)).toBeNull();
  expect(toAskReason({ ...past, granted: [] }, config, 1, 4)).toBeNull();
});
