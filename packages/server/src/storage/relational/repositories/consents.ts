import type { ConsentMethod } from "@cookiehub/schemas/types";
import { sql } from "kysely";
import type { ConsentRepository, ConsentRow, Subject } from "../../ports.ts";
import { toDeviceSubject } from "../../subject.ts";
import type { SqlRow } from "../../unit.ts";
import { readFlag, readInteger, readJson, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["consents"]]: Tables["consents"][Name] };

const KEY = ["tenant_id", "subject"] as const;
const VALUES = [
  "device_id",
  "consent_id",
  "user_id",
  "regulation",
  "choices",
  "services",
  "config_version",
  "method",
  "policy_version",
  "banner_version",
  "variant",
  "tc_string",
  "gpp_string",
  "gpc",
  "decided_at_ms",
  "stated_at_ms",
  "expires_at_ms",
  "audit_id",
] as const;

export function createConsentRepository(queries: Queries): ConsentRepository {
  const { find, current } = prepareReads(queries);
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("consents")
      .values(toParameters(parameter, [...KEY, ...VALUES]))
      .onConflict((conflict) =>
        conflict
          .columns(KEY)
          .doUpdateSet(({ ref }) => Object.fromEntries(VALUES.map((name) => [name, ref(`excluded.${name}`)]))),
      ),
  );
  const remove = prepare<{ tenantId: string; subject: string }>((parameter) =>
    queries
      .deleteFrom("consents")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("subject", "=", parameter("subject")),
  );

  return {
    *find(tenantId, subject) {
      const [row] = yield find.bind({ tenantId, subject });
      return row === undefined ? undefined : toConsent(row);
    },
    *current(tenantId, deviceId) {
      const [row] = yield current.bind({ tenantId, deviceId, subject: toDeviceSubject(deviceId) });
      return row === undefined ? undefined : toConsent(row);
    },
    *put(row) {
      yield put.bind(fromConsent(row));
    },
    *remove(tenantId, subject) {
      yield remove.bind({ tenantId, subject });
    },
  };
}

function prepareReads(queries: Queries) {
  const find = prepare<{ tenantId: string; subject: string }>((parameter) =>
    queries
      .selectFrom("consents")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("subject", "=", parameter("subject")),
  );
  // One statement, so that a device is never seen between two users.
  const current = prepare<{ tenantId: string; deviceId: string; subject: string }>((parameter) =>
    queries
      .selectFrom("consents")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("subject", "=", ({ fn, selectFrom }) =>
        fn.coalesce(
          selectFrom("device_links")
            .select(sql<string>`'u:' || user_id`.as("subject"))
            .where("tenant_id", "=", parameter("tenantId"))
            .where("device_id", "=", parameter("deviceId")),
          sql<string>`${parameter("subject")}`,
        ),
      ),
  );
  return { find, current };
}

function fromConsent(row: ConsentRow): Columns {
  return {
    tenant_id: row.tenantId,
    subject: row.subject,
    device_id: row.deviceId,
    consent_id: row.consentId,
    user_id: row.userId,
    regulation: row.regulation,
    choices: JSON.stringify(row.choices),
    services: JSON.stringify(row.services),
    config_version: row.configVersion,
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
    subject: readText(row, "subject") as Subject,
    deviceId: readText(row, "device_id"),
    userId: readTextOrNull(row, "user_id"),
    regulation: readText(row, "regulation"),
    choices: readJson<Record<string, boolean>>(row, "choices"),
    services: readJson<Record<string, boolean>>(row, "services"),
    configVersion: readInteger(row, "config_version"),
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
