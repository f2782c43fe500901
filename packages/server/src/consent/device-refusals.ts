import type { ConsentRow } from "../storage/ports.ts";
import { toDeviceSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import type { ChangeContext } from "./change.ts";
import { type DeviceContext, toConsentId, type UnitParts } from "./context.ts";
import { toLatestReading } from "./device-clock.ts";
import { toKeptRecord } from "./kept-record.ts";
import type { Merge } from "./merge.ts";
import { type Choices, withoutAgreements, withRefusals } from "./services.ts";

/** What a decision made on a linked device refuses there. */
export interface DeviceRefusals {
  /** The user's record by this decision alone. */
  readonly decision: ConsentRow;
  /** Categories that this decision refuses: not what the user's record refused before. */
  readonly refused: readonly string[];
  /** Services that it refuses though it agrees to their category. */
  readonly refusedServices: readonly string[];
  /** The later decision of the device that stands instead of this one (0024), if there is one. */
  readonly later?: ConsentRow | undefined;
  /** Whether this request came with the browser's signal. */
  readonly gpc: boolean;
}

/**
 * Refuses in a linked device's own record what was refused on the device: after the logout it reads that record again,
 * and an old agreement in it must not turn the refusal into permission (0032). An agreement is the user's alone.
 */
export function* keepDeviceRefusals(
  { repositories, random }: UnitParts,
  context: DeviceContext,
  refusals: DeviceRefusals,
): Unit<void> {
  const { refused, refusedServices } = refusals;
  if (context.userId === null || (refused.length === 0 && refusedServices.length === 0)) return;
  yield* repositories.consents.put(
    toKeptRecord(toDeviceRecord(refusals, context, toConsentId(random)), context.tenant),
  );
}

/** Makes a linked device's own record after a decision on it. Pure. */
export function toDeviceRecord(
  { decision, refused, refusedServices, later, gpc }: DeviceRefusals,
  {
    deviceId,
    deviceRecord: own,
    latestStatedAtMs,
    tenant,
  }: Pick<DeviceContext, "deviceId" | "deviceRecord" | "latestStatedAtMs" | "tenant">,
  newConsentId: string,
): ConsentRow {
  const isAnswered = (id: string): boolean => later !== undefined && Object.hasOwn(later.choices, id);
  // What a later decision answers is refused only where the device says nothing, as in the user's record.
  const refusedNow = refused.filter((id) => !isAnswered(id));
  const choices = {
    ...toRefused(refused),
    ...own?.choices,
    ...toRefused(refusedNow),
  };
  const changed = {
    choices,
    services: toDeviceServices(own, { refusedNow, refusedServices, later }, tenant.config.categories),
    tcString: null,
    gppString: null,
    // What the device decided before and sends after the logout is older.
    statedAtMs: toLatestReading(latestStatedAtMs, decision.statedAtMs),
    auditId: decision.auditId,
  };
  // Nothing in it is agreed to for longer, or again; and whose it was merged into stays true.
  if (own) return { ...own, ...changed };
  return { ...decision, ...changed, consentId: newConsentId, subject: toDeviceSubject(deviceId), gpc };
}

function toDeviceServices(
  own: ConsentRow | undefined,
  refusals: Pick<DeviceRefusals, "refusedServices" | "later"> & { readonly refusedNow: readonly string[] },
  categories: DeviceContext["tenant"]["config"]["categories"],
): Choices {
  const { refusedNow, refusedServices, later } = refusals;
  const kept = withoutAgreements(own?.services ?? {}, refusedNow, categories);
  const refused = toRefused(refusedServices);
  if (!later) return { ...kept, ...refused };
  const unanswered = withRefusals(later, refused, categories);
  const said = { choices: own?.choices ?? {}, services: kept };
  const isRefused = (id: string): boolean => unanswered[id] === false && !Object.hasOwn(later.services, id);
  return {
    ...withRefusals(said, refused, categories),
    ...toRefused(refusedServices.filter(isRefused)),
  };
}

/**
 * Makes a device's own record after a login that merged it: it names the user, so that it is not merged again, and
 * refuses what the visitor, asked at that login, answered with no. Pure.
 */
export function toMergedDevice(
  own: ConsentRow,
  merge: Merge | null,
  { userId, auditId, tenant }: Pick<ChangeContext, "userId" | "auditId" | "tenant">,
): ConsentRow {
  const answered = merge?.conflicts.filter(({ reason }) => reason === "resolved_by_user") ?? [];
  const refused = answered.filter((one) => one.device_value && one.resolved_value === false).map((one) => one.category);
  if (refused.length === 0) return { ...own, userId };
  return {
    ...own,
    userId,
    choices: { ...own.choices, ...toRefused(refused) },
    services: withoutAgreements(own.services, refused, tenant.config.categories),
    tcString: null,
    gppString: null,
    auditId,
  };
}

function toRefused(ids: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(ids.map((id) => [id, false]));
}
