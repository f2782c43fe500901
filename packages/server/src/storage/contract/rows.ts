import type { TenantConfig } from "@cookiehub/schemas/types";
import type {
  ApiKeyRow,
  AuditRow,
  AuditSubjectRow,
  ConsentEventRow,
  ConsentRow,
  IdempotencyRow,
  OrganizationRow,
  SessionRow,
  TenantRow,
} from "../ports.ts";

// Rows for tests: complete, distinguishable by a number, each field replaceable.

export function createTenantRow(changes: Partial<TenantRow> = {}): TenantRow {
  const tenantId = changes.tenantId ?? "shop";
  const config: TenantConfig = {
    tenant_id: tenantId,
    domain: "shop.example",
    subdomains: ["www"],
    policy_version: "1",
    languages: ["en"],
    categories: [],
    regulations: { default: "gdpr", overrides: {} },
    banner: {
      layout: "bar",
      position: "bottom",
      theme: "auto",
      show_reject_all: true,
      show_reopen: true,
      consent_renewal_days: 180,
      version: "1",
    },
    tcf_enabled: false,
    google_consent_mode: {
      enabled: false,
      mode: "basic",
      wait_for_update_ms: 500,
      ads_data_redaction: true,
      url_passthrough: false,
      mapping: {},
    },
    translations: { de: { messages: { banner_title: "Grüße 🍪" } } },
  };
  return {
    tenantId,
    code: "shop0001",
    organizationId: null,
    configVersion: 1,
    configHash: "hash-1",
    config,
    layer: { domain: "shop.example", banner: { theme: "auto" } },
    servicesVersion: 0,
    createdAtMs: 1_700_000_000_000,
    updatedAtMs: 1_700_000_000_001,
    ...changes,
  };
}

export function createOrganizationRow(changes: Partial<OrganizationRow> = {}): OrganizationRow {
  return {
    organizationId: "org_1",
    name: "Org",
    layer: { languages: ["fr"] },
    publishing: null,
    createdAtMs: 1,
    updatedAtMs: 2,
    ...changes,
  };
}

export function createConsentRow(number: number, changes: Partial<ConsentRow> = {}): ConsentRow {
  return {
    consentId: `con_${number}`,
    tenantId: "shop",
    subject: `d:dev_${number}`,
    deviceId: `dev_${number}`,
    userId: null,
    regulation: "gdpr",
    choices: { essential: true, analytics: number % 2 === 0 },
    services: {},
    configVersion: 1,
    method: "preferences",
    policyVersion: "1",
    bannerVersion: "2",
    variant: null,
    tcString: null,
    gppString: "DBAA",
    gpc: number % 2 === 1,
    decidedAtMs: 1_700_000_000_000 + number,
    statedAtMs: number % 2 === 0 ? null : 1_700_000_000_000 + number,
    expiresAtMs: 1_800_000_000_000 + number,
    auditId: `aud_${number}`,
    ...changes,
  };
}

export function createAuditPair(number: number, tenantId = "shop", deviceId = "dev_1"): [AuditRow, AuditSubjectRow] {
  const auditId = `aud_${tenantId}_${number}`;
  return [
    {
      auditId,
      tenantId,
      consentId: "con_1",
      atMs: 1_700_000_000_000,
      action: "custom",
      body: JSON.stringify({ number }),
      leafHash: number.toString(16).padStart(64, "0"),
    },
    { auditId, tenantId, deviceId, userId: null, fields: "{}", salt: "00" },
  ];
}

export function createIdempotencyRow(number: number, changes: Partial<IdempotencyRow> = {}): IdempotencyRow {
  return {
    tenantId: "shop",
    key: `key-${number}`,
    requestHash: "aa",
    status: 201,
    answer: "{}",
    createdAtMs: number,
    ...changes,
  };
}

export function createApiKeyRow(changes: Partial<ApiKeyRow> = {}): ApiKeyRow {
  return {
    keyId: "key_1",
    hash: "h1",
    prefix: "ch_1",
    name: "first",
    scopes: ["admin", "consent:read"],
    organizationId: null,
    tenantId: null,
    origin: "api",
    createdAtMs: 5,
    revokedAtMs: null,
    ...changes,
  };
}

export function createEventRow(eventId: string, changes: Partial<ConsentEventRow> = {}): ConsentEventRow {
  return {
    eventId,
    code: "shop0001",
    receivedAtMs: Date.parse("2026-03-01T12:00:00.000Z"),
    eventType: "decision",
    userToken: "dev_1",
    hostname: "shop.example",
    path: "/",
    country: "DE",
    region: "DE-BY",
    language: "de",
    device: "mobile",
    os: "Android",
    browser: "Chrome",
    browserContext: "browser",
    regulation: "gdpr",
    policyVersion: "1",
    bannerVersion: "1",
    variant: "",
    method: "preferences",
    gpc: false,
    tcString: "",
    gppString: "",
    servicesDisclosed: [],
    servicesConsented: [],
    vendorsDisclosed: [],
    vendorsConsented: [],
    source: "",
    categoriesDisclosed: ["analytics", "marketing"],
    categoriesConsented: ["analytics"],
    timeToDecisionMs: null,
    ...changes,
  };
}

export function createSessionRow(requestId: string, changes: Partial<SessionRow> = {}): SessionRow {
  return {
    requestId,
    code: "shop0001",
    requestedAtMs: Date.parse("2026-03-01T12:00:00.000Z"),
    hostname: "shop.example",
    path: "/",
    country: "DE",
    region: "",
    ipPrefix: "192.0.2.0",
    asn: 64500,
    asnClass: "isp",
    userAgent: "Mozilla/5.0",
    device: "mobile",
    os: "Android",
    browser: "Chrome",
    browserContext: "browser",
    source: "bunny",
    ...changes,
  };
}
