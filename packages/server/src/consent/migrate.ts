import type { ConsentMigrateAnswer, MigrationReason, MigrationStrategy } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { type ChangeContext, toChangeEntry } from "./change.ts";
import { type Caller, type Committed, readDevices, toFreshContext, toLockName, type UnitParts } from "./context.ts";
import { toMergedDevice } from "./device-refusals.ts";
import { fromKeptRecord, toKeptRecord } from "./kept-record.ts";
import type { Merge } from "./merge.ts";
import { type MigrationPlan, toMigrationPlan } from "./migration-plan.ts";

export interface MigrateCommand extends Caller {
  readonly userId: string;
  readonly strategy: MigrationStrategy;
  readonly resolutions: Readonly<Record<string, boolean>>;
}

export interface MigrateOutcome {
  readonly answer: ConsentMigrateAnswer;
  /** `null` when nothing changed. */
  readonly committed: Committed | null;
}

/** Brings a device's consent into a user's record and links the device: from then on it reads and changes the user's. */
export function* migrateUnit(parts: UnitParts, command: MigrateCommand): Unit<MigrateOutcome> {
  const { repositories, random } = parts;
  const { tenant, deviceId, userId } = command;
  const { tenantId } = tenant;
  refuseResolutions(tenant, command);
  const subject = toUserSubject(userId);
  // The device before its user, as every other change does.
  yield* repositories.locks.hold([toLockName(tenantId, toDeviceSubject(deviceId))]);
  yield* repositories.locks.hold([toLockName(tenantId, subject)]);
  const device = fromKeptRecord(yield* repositories.consents.find(tenantId, toDeviceSubject(deviceId)), tenant);
  const user = fromKeptRecord(yield* repositories.consents.find(tenantId, subject), tenant);
  const link = yield* repositories.links.find(tenantId, deviceId);
  const context: ChangeContext = { ...toFreshContext(parts, command), userId, current: user, latestStatedAtMs: null };
  const plan = toMigrationPlan({ device, user, command, context });
  const isLinking = plan.isLinked && link?.userId !== userId;
  const migrationId = `mig_${Buffer.from(random(16)).toString("base64url")}`;
  if (!isLinking && plan.record === null && !plan.isDeviceMerged) {
    return { answer: toAnswer(migrationId, command, plan, null), committed: null };
  }
  const entry = toMigrationEntry(plan, command, context);
  if (plan.record !== null) yield* repositories.consents.put(toKeptRecord(plan.record, tenant));
  if (plan.isDeviceMerged && device) {
    yield* repositories.consents.put(toKeptRecord(toMergedDevice(device, plan.merge, context), tenant));
  }
  if (isLinking) yield* repositories.links.put({ tenantId, deviceId, userId, linkedAtMs: context.nowMs });
  yield* repositories.audit.append(entry.entry, entry.subject);
  const devices = yield* readDevices(parts, tenantId, userId, deviceId);
  const { auditId } = context;
  return {
    answer: toAnswer(migrationId, command, plan, auditId),
    committed: { tenantId, subject, deviceId, auditId, devices },
  };
}

function refuseResolutions(tenant: TenantRow, { strategy, resolutions }: MigrateCommand): void {
  const named = Object.keys(resolutions);
  if (named.length === 0) return;
  if (strategy !== "prompt_user") {
    throw new ApiError("invalid_request", "Resolutions go with the strategy prompt_user.", [
      { path: "resolutions", message: "is for migration_strategy prompt_user" },
    ]);
  }
  const known = new Set(tenant.config.categories.map((category) => category.id));
  const unknown = named.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const details = unknown.map((id) => ({ path: `resolutions.${id}`, message: "is not a category of this tenant" }));
  throw new ApiError("unknown_category", `The tenant has no category ${unknown.join(", ")}.`, details);
}

// Where no record changed, the entry still proves the link, with what the device reads from now on.
function toMigrationEntry(plan: MigrationPlan, command: MigrateCommand, context: ChangeContext) {
  const record: ConsentRow = plan.record ?? {
    ...(context.current ?? toEmptyRecord(context)),
    auditId: context.auditId,
  };
  const conflicts = plan.merge?.conflicts.map(({ category, reason }) => `${category}:${reason}`).join(" ") ?? "";
  return toChangeEntry(
    record,
    {
      action: "migrate",
      details: {
        conflicts,
        reason: plan.reason ?? "",
        strategy: command.strategy,
      },
    },
    context,
  );
}

/** What an entry says of a user who has no record. */
export function toEmptyRecord(context: ChangeContext): ConsentRow {
  const { tenant, deviceId, userId, nowMs } = context;
  return {
    consentId: context.newConsentId,
    tenantId: tenant.tenantId,
    subject: toUserSubject(userId ?? ""),
    deviceId,
    userId,
    regulation: context.regulation.id,
    choices: {},
    services: {},
    configVersion: tenant.configVersion,
    method: "api",
    policyVersion: tenant.config.policy_version,
    bannerVersion: tenant.config.banner.version,
    variant: null,
    tcString: null,
    gppString: null,
    gpc: false,
    decidedAtMs: nowMs,
    statedAtMs: null,
    expiresAtMs: nowMs,
    auditId: context.auditId,
  };
}

function toAnswer(
  migrationId: string,
  command: MigrateCommand,
  plan: MigrationPlan,
  auditId: string | null,
): ConsentMigrateAnswer {
  return {
    migration_id: migrationId,
    source: { device_id: command.deviceId },
    target: { user_id: command.userId },
    migrated: plan.isMigrated,
    ...(plan.reason === null ? {} : { reason: plan.reason satisfies MigrationReason }),
    result: {
      strategy_applied: command.strategy,
      merged_categories: { ...plan.choices },
      conflicts_resolved: toConflicts(plan.merge),
    },
    audit_id: auditId,
  };
}

function toConflicts(merge: Merge | null): ConsentMigrateAnswer["result"]["conflicts_resolved"] {
  return merge === null ? [] : [...merge.conflicts];
}
