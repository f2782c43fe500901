import { consentHistoryAnswerSchema } from "@cookiehub/schemas";
import type { ConsentReceiptAnswer, LogKeyRange, ReceiptProof } from "@cookiehub/schemas/types";
import { z } from "zod";
import type { AuditedRow, AuditRow, CheckpointRow, RelationalStore } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { fromAuditId } from "./audit-id.ts";
import { type LogIdentity, readIdentityUnit } from "./log-keys.ts";
import type { LogReader } from "./log-reader.ts";
import { readInclusionProof } from "./merkle.ts";

/** Who asks: the device that the decision is of (or a device of its user), or somebody with a key for the tenant. */
export type ReceiptReader = { readonly deviceId: string } | "key";

/** An entry, where it stands, and what covers it. */
interface Placed {
  readonly audited: AuditedRow;
  readonly place: number | undefined;
  readonly checkpoint: CheckpointRow | undefined;
  readonly identity: LogIdentity | undefined;
  readonly shownHash: string | null;
}

const decisionSchema = consentHistoryAnswerSchema.shape.decisions.element;
const shownSchema = z.object({
  variant: z.string().nullable(),
  config_version: z.int(),
  config_hash: z.string(),
  shown_config_version: z.int(),
});

/**
 * Reads the receipt of one decision; `undefined` when there is none that this reader may see: another tenant's, another
 * device's, or an entry that is no decision.
 */
export async function readReceipt(
  { store, log }: { readonly store: RelationalStore; readonly log: LogReader },
  tenantId: string,
  auditId: string,
  reader: ReceiptReader,
): Promise<ConsentReceiptAnswer | undefined> {
  const atMs = fromAuditId(auditId);
  const placed = await store.read(() => placedUnit(store, { tenantId, auditId, atMs }, reader));
  if (placed === undefined) return undefined;
  const { entry, subject } = placed.audited;
  const decision = readDecision(entry);
  if (decision === undefined) return undefined;
  const proof = await toProof(placed, log);
  return {
    status: proof === null ? "pending" : "logged",
    audit_id: auditId,
    tenant_id: tenantId,
    decision,
    shown: toShown(entry, decision, placed.shownHash),
    entry: entry.body,
    leaf_hash: entry.leafHash,
    personal: subject === null ? null : { fields: subject.fields, salt: subject.salt },
    proof,
  };
}

/** Lists the log's keys with the sizes they are good for. */
export function toKeyRanges({ keys }: LogIdentity): LogKeyRange[] {
  return keys.map(({ vkey, fromSize }, at) => ({
    vkey,
    from_size: fromSize,
    to_size: keys[at + 1]?.fromSize ?? null,
  }));
}

function* placedUnit(
  { repositories }: RelationalStore,
  wanted: { readonly tenantId: string; readonly auditId: string; readonly atMs: number },
  reader: ReceiptReader,
): Unit<Placed | undefined> {
  const { audit, auditLog, tenants } = repositories;
  const { tenantId, auditId, atMs } = wanted;
  const audited = yield* audit.find(auditId, atMs);
  if (audited?.entry.tenantId !== tenantId) return undefined;
  if (reader !== "key" && !(yield* isOfDeviceUnit(repositories, audited, reader.deviceId))) return undefined;
  const place = yield* auditLog.placeOf(auditId, atMs);
  const checkpoint = place === undefined ? undefined : yield* auditLog.checkpointFrom(place + 1);
  const identity = yield* readIdentityUnit(repositories);
  const shown = shownSchema.safeParse(JSON.parse(audited.entry.body)).data;
  if (shown === undefined) return { audited, place, checkpoint, identity, shownHash: null };
  const isPublished = shown.shown_config_version === shown.config_version;
  const version = isPublished ? undefined : yield* tenants.version(tenantId, shown.shown_config_version);
  return {
    audited,
    place,
    checkpoint,
    identity,
    shownHash: isPublished ? shown.config_hash : (version?.configHash ?? null),
  };
}

// Once the person is erased, nothing says any more whose decision it was: a key may read it, no device.
function* isOfDeviceUnit(
  { links }: RelationalStore["repositories"],
  { subject }: AuditedRow,
  deviceId: string,
): Unit<boolean> {
  if (subject === null) return false;
  if (subject.userId === null) return subject.deviceId === deviceId;
  // What a user did on it is not for who uses the device after the logout (D4).
  const link = yield* links.find(subject.tenantId, deviceId);
  return link?.userId === subject.userId;
}

function readDecision(entry: AuditRow): ConsentReceiptAnswer["decision"] | undefined {
  return decisionSchema.safeParse({ ...JSON.parse(entry.body), leaf_hash: entry.leafHash }).data;
}

function toShown(
  entry: AuditRow,
  decision: ConsentReceiptAnswer["decision"],
  shownHash: string | null,
): ConsentReceiptAnswer["shown"] {
  const { variant, shown_config_version } = shownSchema.parse(JSON.parse(entry.body));
  const { policy_version, banner_version } = decision;
  return { policy_version, banner_version, variant, config_version: shown_config_version, config_hash: shownHash };
}

async function toProof({ place, checkpoint, identity }: Placed, log: LogReader): Promise<ReceiptProof | null> {
  if (place === undefined || checkpoint === undefined || identity === undefined) return null;
  const { treeSize, rootHash, note } = checkpoint;
  const inclusion = await readInclusionProof(place, treeSize, log.readTile);
  return {
    leaf_index: place,
    tree_size: treeSize,
    root_hash: rootHash,
    inclusion: inclusion.map((hash) => Buffer.from(hash).toString("hex")),
    checkpoint: note,
    keys: toKeyRanges(identity),
  };
}
