import { consentHistoryAnswerSchema } from "@cookiehub/schemas";
import type { ConsentHistoryEntry } from "@cookiehub/schemas/types";
import type { AuditedRow, AuditSubjectFilter, Repositories } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";

/** Most decisions that one history answer lists. */
const HISTORY_MAX = 100;
/** How many of a device's entries are looked through for those that the device may read. */
const DEVICE_ENTRIES_MAX = 1000;

const entrySchema = consentHistoryAnswerSchema.shape.decisions.element;

/** Reads an audit entry for the person it is about. */
export function toHistoryEntry({ entry }: AuditedRow): ConsentHistoryEntry {
  return entrySchema.parse({ ...JSON.parse(entry.body), leaf_hash: entry.leafHash });
}

/**
 * Reads the decisions of a user, or those of a device: its own, and its user's while it is linked. What another user did
 * on it is not for who uses the device after the logout (D4).
 */
export function* readHistory(
  { audit, links }: Repositories,
  tenantId: string,
  filter: AuditSubjectFilter,
): Unit<readonly AuditedRow[]> {
  if ("userId" in filter) return yield* audit.bySubject(tenantId, filter, HISTORY_MAX);
  const link = yield* links.find(tenantId, filter.deviceId);
  const rows = yield* audit.bySubject(tenantId, filter, DEVICE_ENTRIES_MAX);
  const isReadable = ({ subject }: AuditedRow): boolean =>
    subject !== null && (subject.userId === null || subject.userId === link?.userId);
  return rows.filter(isReadable).slice(0, HISTORY_MAX);
}
