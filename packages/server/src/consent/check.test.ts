import { resolveRegulation } from "@cookiehub/schemas/rules";
import type { CategoryConfig } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { createConsentRow, createTenantRow } from "../storage/contract/rows.ts";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";
import { toCheckAnswer } from "./check.ts";

const NOW = Date.UTC(2026, 10, 20);
const LATER = NOW + 1;

function toCategory(id: string, flags: Partial<CategoryConfig> = {}): CategoryConfig {
  const texts = { name: id, description: "", cookies: [], vendors: [], services: [] };
  return { ...texts, id, required: false, sells_data: false, ...flags };
}

const row = createTenantRow();
const categories = [
  toCategory("essential", { required: true }),
  toCategory("analytics"),
  toCategory("marketing", { sells_data: true }),
];
const tenant: TenantRow = { ...row, config: { ...row.config, categories } };

function toRecord(choices: ConsentRow["choices"], changes: Partial<ConsentRow> = {}): ConsentRow {
  return createConsentRow(2, { choices, expiresAtMs: LATER, ...changes });
}

/** What runs, and whether the visitor is asked. */
function check(record: ConsentRow | undefined, place: string | null, gpc = false, of = tenant): string {
  const regulation = resolveRegulation(place, of.config.regulations);
  const answer = toCheckAnswer(of, "dev_2", record, regulation, gpc, NOW);
  const runs = Object.keys(answer.categories).filter((id) => answer.categories[id]?.consented);
  return `${runs.join(" ")}${answer.banner_config.show_banner ? ", asked" : ""}`;
}

describe("a visitor without a record", () => {
  test.each([
    ["DE", false, "essential, asked"],
    [null, false, "essential, asked"],
    ["US-CA", false, "essential analytics marketing, asked"],
    ["US-CA", true, "essential analytics, asked"],
    ["DE", true, "essential, asked"],
  ])("in %s, signal %s: %s", (place, gpc, meant) => {
    expect(check(undefined, place, gpc)).toBe(meant);
  });
});

describe("a record", () => {
  const agreed = toRecord({ essential: true, analytics: true, marketing: true });
  const refused = toRecord({ essential: true, analytics: false, marketing: false });

  test("decides while it holds, in every place", () => {
    for (const place of ["DE", "US-CA", null]) {
      expect(check(agreed, place)).toBe("essential analytics marketing");
      expect(check(refused, place)).toBe("essential");
    }
  });

  test.each([
    ["ran out", { expiresAtMs: NOW }],
    ["was made under another policy", { policyVersion: "0" }],
  ])("that %s asks again (L8, L10), agrees to nothing, and goes on refusing", (_why, changes) => {
    expect(check({ ...agreed, ...changes }, "DE")).toBe("essential, asked");
    expect(check({ ...refused, ...changes }, "US-CA")).toBe("essential, asked");
    expect(check({ ...agreed, ...changes }, "US-CA")).toBe("essential analytics marketing, asked");
  });

  test("without a category that was added since asks again, and still refuses what it refused", () => {
    const wider = { ...tenant, config: { ...tenant.config, categories: [...categories, toCategory("video")] } };
    expect(check(refused, "US-CA", false, wider)).toBe("essential video, asked");
    expect(check(agreed, "DE", false, wider)).toBe("essential, asked");
  });

  test("without a required category that was added since asks nothing: it cannot be refused", () => {
    const fraud = toCategory("fraud", { required: true });
    const wider = { ...tenant, config: { ...tenant.config, categories: [...categories, fraud] } };
    expect(check(refused, "DE", false, wider)).toBe("essential fraud");
  });
});

describe("the signal", () => {
  const agreed = toRecord({ essential: true, analytics: true, marketing: true }, { gpc: false });

  test("overrules an agreement that was made without it, where the law asks for it, and asks (P8)", () => {
    expect(check(agreed, "US-CA", true)).toBe("essential analytics, asked");
    expect(check({ ...agreed, gpc: true }, "US-CA", true)).toBe("essential analytics marketing");
    expect(check(agreed, "DE", true)).toBe("essential analytics marketing");
  });

  test("alone, once recorded, is honoured without a prompt, and is consent nowhere (P4, P5)", () => {
    const signal = toRecord({ essential: true, marketing: false }, { method: "gpc", gpc: true });
    expect(check(signal, "US-CA", true)).toBe("essential analytics");
    expect(check(signal, "US-CA", false)).toBe("essential analytics");
    expect(check(signal, "DE", false)).toBe("essential, asked");
  });

  test("alone asks again once it ran out, or when there is more that sells data", () => {
    const signal = toRecord({ essential: true, marketing: false }, { method: "gpc", gpc: true });
    expect(check({ ...signal, expiresAtMs: NOW }, "US-CA")).toBe("essential analytics, asked");
    const ads = toCategory("ads", { sells_data: true });
    const wider = { ...tenant, config: { ...tenant.config, categories: [...categories, ads] } };
    expect(check(signal, "US-CA", true, wider)).toBe("essential analytics, asked");
  });
});

test("an answer names the user only while the record is the user's", () => {
  const regulation = resolveRegulation("DE", tenant.config.regulations);
  const own = toRecord({ essential: true }, { userId: "anna" });
  expect(toCheckAnswer(tenant, "dev_2", own, regulation, false, NOW).user_id).toBeNull();
  const users = toRecord({ essential: true }, { userId: "anna", subject: "u:anna" });
  expect(toCheckAnswer(tenant, "dev_2", users, regulation, false, NOW).user_id).toBe("anna");
});

describe("services that stand apart from their category", () => {
  const toServices = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
  const own = [
    toCategory("analytics", { services: toServices("hotjar") }),
    toCategory("marketing", { services: toServices("meta"), sells_data: true }),
  ];
  const wide = { ...tenant, servicesVersion: 4, config: { ...tenant.config, categories: own } };
  const record = toRecord(
    { analytics: true, marketing: false },
    { services: { hotjar: false, meta: true, gone: true }, configVersion: 4, gpc: false },
  );
  const answer = (row: ConsentRow, place: string, gpc = false) => {
    const regulation = resolveRegulation(place, wide.config.regulations);
    const { services, banner_config, status } = toCheckAnswer(wide, "dev_2", row, regulation, gpc, NOW);
    return { services, status, isAsking: banner_config.show_banner };
  };

  test("are answered while the record holds", () => {
    expect(answer(record, "DE")).toEqual({
      services: { hotjar: false, meta: true },
      status: "partial",
      isAsking: false,
    });
  });

  test("P8: the signal takes back what sells, unless it was agreed to while it was sent", () => {
    expect(answer(record, "US-CA", true)).toMatchObject({ services: { hotjar: false }, isAsking: true });
    expect(answer({ ...record, gpc: true }, "US-CA", true)).toMatchObject({
      services: { meta: true },
      isAsking: false,
    });
  });

  test("L8: do not outlive the record as agreements, and do as refusals", () => {
    expect(answer({ ...record, expiresAtMs: NOW }, "DE")).toEqual({
      services: undefined,
      status: "none",
      isAsking: true,
    });
    expect(answer({ ...record, expiresAtMs: NOW }, "US-CA").services).toEqual({ hotjar: false });
  });

  test("L8, L9: one that was added since is asked about where something was agreed to, and only there", () => {
    expect(answer({ ...record, configVersion: 3 }, "DE").isAsking).toBe(true);
    const refused = { ...record, choices: { analytics: false, marketing: false }, services: {}, configVersion: 3 };
    expect(answer(refused, "DE").isAsking).toBe(false);
  });
});
