import type { ConsentMethod } from "@cookiehub/schemas/types";
import type { ConsentRepository, ConsentRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readFlag, readInteger, readJson, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["consents"]]: Tables["consents"][Name] };

export function createConsentRepository(queries: Queries): ConsentRepository {
  const current = prepare<{ tenantId: string; deviceId: string }>((parameter) =>
    queries
      .selectFrom("consents")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId")),
  );
  const put = prepareUpsert(queries);

  return {
    *current(tenantId, deviceId) {
      const [row] = yield current.bind({ tenantId, deviceId });
      return row === undefined ? undefined : toConsent(row);
    },
    *put(row) {
      yield put.bind(fromConsent(row));
    },
  };
}

function prepareUpsert(queries: Queries) {
  return prepare<Columns>((parameter) =>
    queries
      .insertInto("consents")
      .values({
        tenant_id: parameter("tenant_id"),
        device_id: parameter("device_id"),
        consent_id: parameter("consent_id"),
        user_id: parameter("user_id"),
        regulation: parameter("regulation"),
        choices: parameter("choices"),
        method: parameter("method"),
        policy_version: parameter("policy_version"),
        banner_version: parameter("banner_version"),
        variant: parameter("variant"),
        tc_string: parameter("tc_string"),
        gpp_string: parameter("gpp_string"),
        gpc: parameter("gpc"),
        decided_at_ms: parameter("decided_at_ms"),
        stated_at_ms: parameter("stated_at_ms"),
        expires_at_ms: parameter("expires_at_ms"),
        audit_id: parameter("audit_id"),
      })
      .onConflict((conflict) =>
        conflict.columns(["tenant_id", "device_id"]).doUpdateSet(({ ref }) => ({
          consent_id: ref("excluded.consent_id"),
          user_id: ref("excluded.user_id"),
          regulation: ref("excluded.regulation"),
          choices: ref("excluded.choices"),
          method: ref("excluded.method"),
          policy_version: ref("excluded.policy_version"),
          banner_version: ref("excluded.banner_version"),
          variant: ref("excluded.variant"),
          tc_string: ref("excluded.tc_string"),
          gpp_string: ref("excluded.gpp_string"),
          gpc: ref("excluded.gpc"),
          decided_at_ms: ref("excluded.decided_at_ms"),
          stated_at_ms: ref("excluded.stated_at_ms"),
          expires_at_ms: ref("excluded.expires_at_ms"),
          audit_id: ref("excluded.audit_id"),
        })),
      ),
  );
}

function fromConsent(row: ConsentRow): Columns {
  return {
    tenant_id: row.tenantId,
    device_id: row.deviceId,
    consent_id: row.consentId,
    user_id: row.userId,
    regulation: row.regulation,
    choices: JSON.stringify(row.choices),
    method: row.method,
    policy_version: row.policyVersion,
    banner_version: row.bannerVersion,
    variant: row.variant,
    tc_string: row.tcString,
    gpp_string: row.gppString,
    gpc: row.gpc ? 1 : 0,
    decided_at_ms: row.decidedAtMs,
    stated_at_ms: row.statedAtMs,
    expires_at_ms: row.expiresAtMs,
    audit_id: row.auditId,
  };
}

function toConsent(row: SqlRow): ConsentRow {
  return {
    consentId: readText(row, "consent_id"),
    tenantId: readText(row, "tenant_id"),
    deviceId: readText(row, "device_id"),
    userId: readTextOrNull(row, "user_id"),
    regulation: readText(row, "regulation"),
    choices: readJson<Record<string, boolean>>(row, "choices"),
    method: readText(row, "method") as ConsentMethod,
    policyVersion: readText(row, "policy_version"),
    bannerVersion: readText(row, "banner_version"),
    variant: readTextOrNull(row, "variant"),
    tcString: readTextOrNull(row, "tc_string"),
    gppString: readTextOrNull(row, "gpp_string"),
    gpc: readFlag(row, "gpc"),
    decidedAtMs: readInteger(row, "decided_at_ms"),
    statedAtMs: row.stated_at_ms === null ? null : readInteger(row, "stated_at_ms"),
    expiresAtMs: readInteger(row, "expires_at_ms"),
    auditId: readText(row, "audit_id"),
  };
}
