import type { ModelRecord, ModelTenant } from "./model.ts";
import type { ModelDecision } from "./model-decide.ts";
import type { ModelMigration } from "./model-migrate.ts";

/**
 * What a device has of its own after a decision on it while it was linked (0032): what was refused is refused there too,
 * what was agreed to is the user's alone. `null`: as it was.
 */
export function toOwnRecord(tenant: ModelTenant, decision: ModelDecision, auditId: string): ModelRecord | null {
  const { record, current, isSuperseded, refused, latest, isUnderSignal } = decision;
  const { device } = record;
  const user = tenant.links.get(device);
  if (user === undefined || refused.length === 0) return null;
  const own = tenant.records.get(`device ${device}`);
  const choices: Record<string, boolean> = { ...own?.choices };
  for (const id of refused) {
    const isAnsweredLater = isSuperseded && current !== undefined && id in current.choices;
    if (!isAnsweredLater || !(id in choices)) choices[id] = false;
  }
  const readings = [latest, record.stated].filter((reading) => reading !== null);
  const stated = readings.length === 0 ? null : Math.max(...readings);
  const changed = { choices, hasStrings: false, stated, auditId };
  if (own) return { ...own, ...changed };
  return { ...record, ...changed, consentId: "", isUnderSignal, mergedInto: user };
}

/** What a device has of its own after a login that merged it: what the visitor answered there with no is refused. */
export function toMergedRecord(
  own: ModelRecord,
  { conflicts }: ModelMigration,
  user: string,
  auditId: string,
): ModelRecord {
  const choices: Record<string, boolean> = { ...own.choices };
  let isChanged = false;
  for (const { category, reason, resolved_value } of conflicts) {
    if (reason !== "resolved_by_user" || resolved_value !== false || choices[category] === false) continue;
    choices[category] = false;
    isChanged = true;
  }
  return { ...own, mergedInto: user, ...(isChanged ? { choices, hasStrings: false, auditId } : {}) };
}
