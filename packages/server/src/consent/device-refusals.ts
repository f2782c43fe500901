import type { ConsentRow } from "../storage/ports.ts";
import { toDeviceSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import type { ChangeContext } from "./change.ts";
import { type DeviceContext, toConsentId, type UnitParts } from "./context.ts";
import { toLatestReading } from "./device-clock.ts";
import { toKeptRecord } from "./kept-record.ts";
import type { Merge } from "./merge.ts";

/** What a decision made on a linked device refuses there. */
export interface DeviceRefusals {
  /** The user's record by this decision alone. */
  readonly decision: ConsentRow;
  /** Categories that this decision refuses: not what the user's record refused before. */
  readonly refused: readonly string[];
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
  if (context.userId === null || refusals.refused.length === 0) return;
  yield* repositories.consents.put(
    toKeptRecord(toDeviceRecord(refusals, context, toConsentId(random)), context.tenant),
  );
}

/** Makes a linked device's own record after a decision on it. Pure. */
export function toDeviceRecord(
  { decision, refused, later, gpc }: DeviceRefusals,
  {
    deviceId,
    deviceRecord: own,
    latestStatedAtMs,
  }: Pick<DeviceContext, "deviceId" | "deviceRecord" | "latestStatedAtMs">,
  newConsentId: string,
): ConsentRow {
  const isAnswered = (id: string): boolean => later !== undefined && Object.hasOwn(later.choices, id);
  // What a later decision answers is refused only where the device says nothing, as in the user's record.
  const choices = {
    ...toRefused(refused),
    ...own?.choices,
    ...toRefused(refused.filter((id) => !isAnswered(id))),
  };
  const changed = {
    choices,
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

/**
 * Makes a device's own record after a login that merged it: it names the user, so that it is not merged again, and
 * refuses what the visitor, asked at that login, answered with no. Pure.
 */
export function toMergedDevice(
  own: ConsentRow,
  merge: Merge | null,
  { userId, auditId }: Pick<ChangeContext, "userId" | "auditId">,
): ConsentRow {
  const answered = merge?.conflicts.filter(({ reason }) => reason === "resolved_by_user") ?? [];
  const refused = answered.filter((one) => one.device_value && one.resolved_value === false).map((one) => one.category);
  if (refused.length === 0) return { ...own, userId };
  return {
    ...own,
    userId,
    choices: { ...own.choices, ...toRefused(refused) },
    tcString: null,
    gppString: null,
    auditId,
  };
}

function toRefused(ids: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(ids.map((id) => [id, false]));
}
