import { describe, expect, test } from "vitest";
import { createConsentRow, createTenantRow } from "../storage/contract/rows.ts";
import type { ConsentRow } from "../storage/ports.ts";
import type { ChangeContext } from "./change.ts";
import { toWithdrawn } from "./withdraw.ts";

const NOW = Date.UTC(2026, 10, 20);
const tenant = createTenantRow();
const category = { name: "", description: "", sells_data: false, cookies: [], vendors: [], services: [] };
const categories = [
  { ...category, id: "essential", required: true },
  { ...category, id: "analytics", required: false },
  { ...category, id: "marketing", required: false },
];

function toContext(current: ConsentRow | undefined, changes: Partial<ChangeContext> = {}): ChangeContext {
  return {
    tenant: { ...tenant, config: { ...tenant.config, policy_version: "9", categories } },
    deviceId: "dev_1",
    userId: null,
    current,
    latestStatedAtMs: null,
    regulation: { id: "gdpr", model: "opt-in", gpc: "optional", location: "DE", confidence: "high" },
    agent: { browser: "", os: "", device: "other" },
    addressPrefix: "",
    nowMs: NOW,
    newConsentId: "con_new",
    auditId: "aud_new",
    salt: new Uint8Array(16),
    ...changes,
  };
}

const agreed = createConsentRow(1, {
  choices: { essential: true, analytics: true, marketing: true, old: true },
  tcString: "C",
  gppString: "D",
  gpc: true,
});
const all = { category: null, statedAtMs: null, gpc: false };
const one = { category: "analytics", statedAtMs: null, gpc: false };

describe("withdrawing one category", () => {
  test("leaves the others as they are, under the same policy, for as long as they would have held", () => {
    const record = toWithdrawn(one, toContext(agreed));
    expect(record.choices).toEqual({ essential: true, analytics: false, marketing: true, old: true });
    expect(record).toMatchObject({
      ...{ expiresAtMs: agreed.expiresAtMs, policyVersion: agreed.policyVersion, gpc: true },
      ...{ consentId: agreed.consentId, auditId: "aud_new", decidedAtMs: NOW },
    });
  });

  test("drops the strings that say it was agreed to", () => {
    expect(toWithdrawn(one, toContext(agreed))).toMatchObject({ tcString: null, gppString: null });
  });

  test("that was never given makes a refusal of it, and of nothing else", () => {
    const record = toWithdrawn(one, toContext(undefined));
    expect(record.choices).toEqual({ essential: true, analytics: false });
    expect(record).toMatchObject({ consentId: "con_new", policyVersion: "9", expiresAtMs: NOW + 180 * 86_400_000 });
  });
});

describe("withdrawing everything", () => {
  test("refuses what was decided on and what there is, also what is gone from the configuration", () => {
    const record = toWithdrawn(all, toContext(agreed));
    expect(record.choices).toEqual({ essential: true, analytics: false, marketing: false, old: false });
    expect(record).toMatchObject({ policyVersion: "9", tcString: null, gpc: false });
  });

  test("is the user's where the device is linked", () => {
    const record = toWithdrawn(all, toContext(undefined, { userId: "anna" }));
    expect(record).toMatchObject({ subject: "u:anna", userId: "anna", deviceId: "dev_1" });
  });
});

test.each([
  [null, 5, 5],
  [7, 5, 7],
  [5, 7, 7],
  [7, null, 7],
  [null, null, null],
])("a device's clock never runs back: known %s, told %s, kept %s", (latestStatedAtMs, statedAtMs, kept) => {
  expect(toWithdrawn({ ...all, statedAtMs }, toContext(agreed, { latestStatedAtMs })).statedAtMs).toBe(kept);
});
