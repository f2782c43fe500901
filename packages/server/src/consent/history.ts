import { consentHistoryAnswerSchema } from "@cookiehub/schemas";
import type { ConsentHistoryEntry } from "@cookiehub/schemas/types";
import type { AuditRow } from "../storage/ports.ts";

const entrySchema = consentHistoryAnswerSchema.shape.decisions.element;

/** Reads an audit entry for the person it is about. */
export function toHistoryEntry(row: AuditRow): ConsentHistoryEntry {
  return entrySchema.parse({ ...JSON.parse(row.body), leaf_hash: row.leafHash });
}
