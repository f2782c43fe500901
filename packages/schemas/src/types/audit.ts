import type { ConsentHistoryEntry } from "./consent.ts";

/** Answer of `GET /log/keys`: the log's name and every key that ever signed it, first to last. */
export interface LogKeysAnswer {
  origin: string;
  keys: LogKeyRange[];
}

/** A key of the audit log and the checkpoints that it is good for, by their sizes, both included. */
export interface LogKeyRange {
  /** `name+keyid+base64`, as C2SP signed-note writes a verifier key. */
  vkey: string;
  from_size: number;
  /** `null` for the key in use. */
  to_size: number | null;
}

/** Answer of `GET /api/v1/consent/receipt/{audit_id}`: what a visitor decided, and the proof that it stands in the log. */
export interface ConsentReceiptAnswer {
  /** `pending` while the entry waits for its place and a checkpoint, about a second: `proof` is `null` then. */
  status: "pending" | "logged";
  audit_id: string;
  tenant_id: string;
  decision: ConsentHistoryEntry;
  shown: ReceiptShown;
  /** The entry exactly as it stands in the log: SHA-256 of a zero byte and this text is `leaf_hash`. */
  entry: string;
  leaf_hash: string;
  /** Opens the entry's `subject_commitment`: SHA-256(salt, fields). `null` once the person was erased. */
  personal: { fields: string; salt: string } | null;
  proof: ReceiptProof | null;
}

/** What the visitor saw, by versions and by the hash of the whole configuration (SHA-256 of its canonical JSON). */
export interface ReceiptShown {
  policy_version: string;
  banner_version: string;
  variant: string | null;
  config_version: number;
  /** `null` when the version that the browser named is none that was published. */
  config_hash: string | null;
}

/** Hashes are hexadecimal. */
export interface ReceiptProof {
  leaf_index: number;
  tree_size: number;
  root_hash: string;
  /** Hashes from the leaf's sibling up to the root's child (RFC 6962, 2.1.1). */
  inclusion: string[];
  /** The signed note of the checkpoint of `tree_size` entries (C2SP tlog-checkpoint). */
  checkpoint: string;
  keys: LogKeyRange[];
}
