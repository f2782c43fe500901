import type { CategoryConfig, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { createConsentRow, createTenantRow } from "../storage/contract/rows.ts";
import type { ConsentRow } from "../storage/ports.ts";
import { type DecisionContext, toDecision } from "./decide.ts";

const NOW = Date.UTC(2026, 10, 20);
const row = createTenantRow();
const category = { name: "", description: "", sells_data: false, cookies: [], vendors: [], services: [] };
const categories = [
  { ...category, id: "essential", required: true },
  { ...category, id: "analytics", required: false },
  { ...category, id: "marketing", required: false, sells_data: true },
];

const withService = categories.map((one) => ({
  ...one,
  services: one.id === "marketing" ? [{ id: "meta", name: "Meta" }] : [],
}));

function decide(
  request: Partial<ConsentUpdateRequest>,
  current?: ConsentRow,
  latestStatedAtMs: number | null = null,
  published: CategoryConfig[] = categories,
  days: Pick<DecisionContext["regulation"], "consent_days" | "refusal_days"> = {},
) {
  const context: DecisionContext = {
    tenant: { ...row, configVersion: 2, config: { ...row.config, categories: published } },
    ...{ deviceId: "dev_1", userId: null, current, latestStatedAtMs, nowMs: NOW, idempotencyKey: "key_1" },
    regulation: { id: "ccpa", model: "opt-out", gpc: "required", location: "US-CA", confidence: "high", ...days },
    ...{ agent: { browser: "", os: "", device: "other" }, addressPrefix: "", newConsentId: "con_new" },
    ...{ auditId: "aud_new", salt: new Uint8Array(16) },
  };
  const shown = { policy_version: "1", consent_method: "preferences", banner_version: "1", categories: {} } as const;
  return toDecision({ ...shown, ...request }, context);
}

test("what an older banner did not show stays refused where it was, and is agreed to by nobody (0023)", () => {
  const stale = { config_version: 1, categories: { analytics: true } };
  const refused = createConsentRow(1, { choices: { marketing: false } });
  expect(decide(stale, refused).record.choices).toEqual({ essential: true, analytics: true, marketing: false });
  const agreed = createConsentRow(1, { choices: { marketing: true } });
  expect(decide(stale, agreed).record.choices).toEqual({ essential: true, analytics: true });
});

describe("a decision that is older than the one that stands (0024)", () => {
  const older = { decided_at: new Date(5).toISOString(), categories: { analytics: true } };

  test("changes nothing that the later one decided", () => {
    const later = createConsentRow(1, { choices: { analytics: false, marketing: true } });
    expect(decide(older, { ...later, choices: { essential: true, ...later.choices } }, 6).standing).toBeNull();
  });

  test("still refuses what the later one says nothing about", () => {
    const later = createConsentRow(1, { choices: { essential: true, analytics: false } });
    expect(decide(older, later, 6).standing).toEqual({
      ...later,
      ...{ choices: { essential: true, analytics: false, marketing: false }, tcString: null, gppString: null },
      auditId: "aud_new",
    });
  });
});

describe("services of a decision that is older than the one that stands (0024)", () => {
  const own = categories.map((one) => ({
    ...one,
    services: one.id === "analytics" ? [{ id: "hotjar", name: "" }] : [],
  }));
  const all = { analytics: true, marketing: true };
  const older = { decided_at: new Date(5).toISOString(), categories: all, services: { hotjar: false } };
  const standing = (later: Partial<ConsentRow>) =>
    decide(older, createConsentRow(1, { choices: { essential: true, ...all }, configVersion: 2, ...later }), 6, own)
      .standing;

  test("change nothing where the later one was shown them", () => {
    expect(standing({})).toBeNull();
  });

  test("stay refused where the later one was not: it did not answer", () => {
    expect(standing({ configVersion: 1 })?.services).toEqual({ hotjar: false });
    expect(standing({ choices: { essential: true, marketing: true } })?.services).toEqual({ hotjar: false });
  });
});

describe("the signal", () => {
  const signal = { consent_method: "gpc", categories: { analytics: true, marketing: true } } as const;

  test("refuses what sells data, and takes nothing that runs by default for an agreement (P4)", () => {
    const { record } = decide(signal);
    expect(record).toMatchObject({ choices: { essential: true, marketing: false }, gpc: true });
  });

  test("leaves an agreement as it was, until it would have ended", () => {
    const agreed = createConsentRow(1, { choices: { essential: true, analytics: true, marketing: true } });
    expect(decide(signal, agreed).record).toMatchObject({
      choices: { essential: true, analytics: true, marketing: false },
      expiresAtMs: agreed.expiresAtMs,
    });
    const ranOut = { ...agreed, expiresAtMs: NOW };
    expect(decide(signal, ranOut).record.choices).toEqual({ essential: true, marketing: false });
  });
});

test("the event of a decision names the services that were shown, and those that may run", () => {
  const services = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
  const [essential, analytics, marketing] = categories;
  const own = [
    { ...category, ...essential, id: "essential", required: true, services: services("session") },
    { ...category, ...analytics, id: "analytics", services: services("hotjar", "matomo"), required: false },
    { ...category, ...marketing, id: "marketing", services: services("meta"), required: false },
  ];
  const request = { categories: { analytics: true }, services: { hotjar: false, meta: true } };
  expect(decide(request, undefined, null, own).message.event).toMatchObject({
    services_disclosed: ["session", "hotjar", "matomo", "meta"],
    services_consented: ["session", "matomo", "meta"],
  });
  expect(decide(request).message.event).not.toHaveProperty("services_disclosed");
  const named = [{ ...category, id: "marketing", services: services("toString", "constructor"), required: false }];
  expect(decide({ categories: {} }, undefined, null, named).message.event).toMatchObject({ services_consented: [] });
});

describe("a choice that was made elsewhere and carried over (0036)", () => {
  test("lasts from when it was made, as far as that is believable", () => {
    const made = NOW - 86_400_000;
    const { record } = decide({ consent_method: "import", decided_at: new Date(made).toISOString() });
    expect([record.decidedAtMs, record.expiresAtMs]).toEqual([made, made + 180 * 86_400_000]);
    const ahead = decide({ consent_method: "import", decided_at: new Date(NOW + 3_600_000).toISOString() }).record;
    expect([ahead.decidedAtMs, ahead.expiresAtMs]).toEqual([NOW, NOW + 180 * 86_400_000]);
    expect(decide({ consent_method: "import" }).record.decidedAtMs).toBe(NOW);
  });
});

test("the version that was shown is kept, and none that is not published", () => {
  expect(decide({ config_version: 1 }).record.configVersion).toBe(1);
  expect(decide({}).record.configVersion).toBe(2);
  expect(decide({ config_version: 9_007_199_254_740_991 }).record.configVersion).toBe(2);
});

test("L9, L10: who refused everything is left alone for the law's pause, and no consent holds longer than the law lets it", () => {
  const DAY = 86_400_000;
  const days = (categories: Record<string, boolean>, services = {}) => {
    const regulation = { consent_days: 100, refusal_days: 365 };
    return (decide({ categories, services }, undefined, null, withService, regulation).record.expiresAtMs - NOW) / DAY;
  };
  expect(days({})).toBe(365);
  expect(days({ analytics: true })).toBe(100);
  expect(days({}, { meta: true })).toBe(100);
  expect(decide({ categories: {} }).record.expiresAtMs).toBe(NOW + 180 * DAY);
});
