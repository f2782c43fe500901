import { toExpiry } from "@cookiehub/schemas/rules";
import type { ConsentWithdrawAnswer } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { type ChangeContext, toChangeEntry } from "./change.ts";
import { type Caller, type Committed, readChangeContext, readDevices, type UnitParts } from "./context.ts";
import { toDecisionMessage } from "./decision-message.ts";
import { readStatedAt, toLatestReading } from "./device-clock.ts";
import { keepDeviceRefusals } from "./device-refusals.ts";
import { toKeptRecord } from "./kept-record.ts";
import { withoutAgreements } from "./services.ts";

export interface WithdrawCommand extends Caller {
  /** `null`: everything that can be refused. */
  readonly category: string | null;
  /** When the visitor withdrew, by the device's clock, in milliseconds since 1970. */
  readonly statedAtMs: number | null;
  readonly gpc: boolean;
}

export interface WithdrawOutcome {
  readonly answer: ConsentWithdrawAnswer;
  readonly committed: Committed;
}

/** Records a withdrawal, whether or not there was anything to withdraw: what was never given is refused from now on. */
export function* withdrawUnit(parts: UnitParts, command: WithdrawCommand): Unit<WithdrawOutcome> {
  const { repositories } = parts;
  const { tenant, deviceId, category } = command;
  const context = yield* readChangeContext(parts, command);
  if (category !== null) refuseCategory(tenant, context.current, category);
  const record = toWithdrawn(command, context);
  const { entry, subject } = toChangeEntry(
    record,
    { action: "withdraw", details: { category: category ?? "all" } },
    context,
  );
  const asked = tenant.config.categories.filter(({ id }) => Object.hasOwn(record.choices, id));
  const message = toDecisionMessage(record, asked, context, record.auditId, {});
  const refused = findRefused(category, tenant, [context.current, context.deviceRecord]);
  yield* repositories.consents.put(toKeptRecord(record, tenant));
  yield* keepDeviceRefusals(parts, context, { decision: record, refused, refusedServices: [], gpc: command.gpc });
  yield* repositories.audit.append(entry, subject);
  yield* repositories.outbox.add(JSON.stringify(message));
  const { tenantId } = tenant;
  const devices = yield* readDevices(parts, tenantId, context.userId, deviceId);
  return {
    answer: {
      consent_id: record.consentId,
      withdrawn_category: category,
      withdrawn_at: new Date(context.nowMs).toISOString(),
      audit_id: record.auditId,
    },
    committed: { tenantId, subject: record.subject, deviceId, auditId: record.auditId, devices },
  };
}

// A category that is gone from the configuration may still stand in the record, and is withdrawn all the same.
function refuseCategory(tenant: TenantRow, current: ConsentRow | undefined, id: string): void {
  const category = tenant.config.categories.find((one) => one.id === id);
  const details = (message: string) => [{ path: "category", message }];
  if (category?.required) {
    throw new ApiError(
      "required_category",
      `The category ${id} is required and cannot be withdrawn.`,
      details("is required"),
    );
  }
  if (category || Object.hasOwn(current?.choices ?? {}, id)) return;
  throw new ApiError(
    "unknown_category",
    `The tenant has no category ${id}.`,
    details("is not a category of this tenant"),
  );
}

/** Makes the record after a withdrawal. Pure. */
export function toWithdrawn(
  { category, statedAtMs, gpc }: Pick<WithdrawCommand, "category" | "statedAtMs" | "gpc">,
  context: ChangeContext,
): ConsentRow {
  const { tenant, current, userId, deviceId, nowMs } = context;
  const { config } = tenant;
  // Strings for ad stacks say what was agreed to before: they would go on saying it.
  const shared = {
    tenantId: tenant.tenantId,
    subject: userId === null ? toDeviceSubject(deviceId) : toUserSubject(userId),
    deviceId,
    userId,
    regulation: context.regulation.id,
    method: "api",
    variant: current?.variant ?? null,
    tcString: null,
    gppString: null,
    decidedAtMs: nowMs,
    // A decision that was made before the withdrawal and arrives after it is older.
    statedAtMs: toLatestReading(context.latestStatedAtMs, readStatedAt(statedAtMs, nowMs)),
    auditId: context.auditId,
  } as const;
  const required = config.categories.filter((one) => one.required).map((one) => [one.id, true] as const);
  const refused = findRefused(category, tenant, [current]);
  const choices = {
    ...current?.choices,
    ...Object.fromEntries(refused.map((id) => [id, false])),
    ...Object.fromEntries(required),
  };
  const refusedCategories = category === null ? null : [category];
  const services = withoutAgreements(current?.services ?? {}, refusedCategories, config.categories);
  // One category less is no new consent to the others: it ends when it would have, under the same policy, and a signal
  // that is sent now has still not been answered for them.
  if (current && category !== null) return { ...current, ...shared, choices, services };
  return {
    ...shared,
    consentId: current?.consentId ?? context.newConsentId,
    choices,
    services,
    configVersion: tenant.configVersion,
    policyVersion: config.policy_version,
    bannerVersion: config.banner.version,
    gpc,
    expiresAtMs: toExpiry(config, nowMs, context.regulation, category === null),
  };
}

// Everything is what there is, and what was decided on and is gone from the configuration.
function findRefused(
  category: string | null,
  { config }: TenantRow,
  records: readonly (ConsentRow | undefined)[],
): readonly string[] {
  if (category !== null) return [category];
  const decided = records.flatMap((record) => Object.keys(record?.choices ?? {}));
  const required = new Set(config.categories.filter((one) => one.required).map((one) => one.id));
  return [...new Set([...decided, ...config.categories.map((one) => one.id)])].filter((id) => !required.has(id));
}
