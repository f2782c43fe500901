import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { toCanonicalJson } from "../canonical-json.ts";
import { type AuditFacts, type AuditPerson, toAuditEntry, toLeafHash } from "./entry.ts";

const facts: AuditFacts = {
  auditId: "aud_1",
  consentId: "con_1",
  tenantId: "demo",
  atMs: Date.UTC(2026, 10, 20, 12),
  action: "custom",
  method: "preferences",
  regulation: "gdpr",
  regulationConfidence: "high",
  configVersion: 3,
  configHash: "abc",
  shownConfigVersion: 2,
  policyVersion: "1",
  bannerVersion: "1",
  variant: null,
  gpc: false,
  isSuperseded: false,
  choices: { marketing: false, essential: true, analytics: false },
  previousAuditId: null,
};
const person: AuditPerson = {
  deviceId: "dev_secretdevice",
  userId: "user@example.com",
  userAgent: "Chrome on Linux, desktop",
  addressPrefix: "203.0.113.0/24",
  hostname: "shop.example",
  path: "/orders/4711",
  language: "pt-BR",
  decidedAt: null,
  tcString: "CPersonalString",
  gppString: null,
};
const salt = new Uint8Array(16).fill(7);

describe("an audit entry", () => {
  const { entry, subject } = toAuditEntry(facts, person, salt);

  test("says what was decided, both ways, and under which text (L11)", () => {
    expect(JSON.parse(entry.body)).toMatchObject({
      action: "custom",
      categories: { essential: true, analytics: false, marketing: false },
      config_hash: "abc",
      policy_version: "1",
      at: "2026-11-20T12:00:00.000Z",
    });
  });

  test("holds no personal field, so that the log can stay when a person is erased", () => {
    for (const value of Object.values(person)) if (value !== null) expect(entry.body).not.toContain(value);
  });

  test("is canonical JSON, so that anybody can write the same bytes again", () => {
    expect(entry.body).toBe(toCanonicalJson(JSON.parse(entry.body)));
    expect(subject.fields).toBe(toCanonicalJson(JSON.parse(subject.fields)));
  });

  test("is bound to the person by a commitment that salt and fields open", () => {
    const opened = createHash("sha256").update(Buffer.from(subject.salt, "hex")).update(subject.fields).digest("hex");
    expect(JSON.parse(entry.body).subject_commitment).toBe(opened);
    expect(JSON.parse(subject.fields)).toEqual({ ...person });
  });

  test("of the same person differs with another salt, so that commitments cannot be compared", () => {
    const other = toAuditEntry(facts, person, new Uint8Array(16).fill(8));
    expect(other.entry.body).not.toBe(entry.body);
  });

  test("has the leaf hash of RFC 6962", () => {
    expect(toLeafHash("")).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(entry.leafHash).toBe(toLeafHash(entry.body));
  });
});
