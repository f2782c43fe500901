import { consentHistoryAnswerSchema } from "@cookiehub/schemas";
import type { ConsentHistoryEntry } from "@cookiehub/schemas/types";
import type { AuditedRow } from "../storage/ports.ts";

const entrySchema = consentHistoryAnswerSchema.shape.decisions.element;

/** Reads an audit entry for the person it is about. */
export function toHistoryEntry({ entry }: AuditedRow): ConsentHistoryEntry {
  return entrySchema.parse({ ...JSON.parse(entry.body), leaf_hash: entry.leafHash });
}
