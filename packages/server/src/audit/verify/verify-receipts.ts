import { hash } from "node:crypto";
import { consentReceiptAnswerSchema } from "@cookiehub/schemas";
import type { ConsentReceiptAnswer } from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../../canonical-json.ts";
import { hashLeaf, isEqual, toInclusionRoot } from "../merkle.ts";
import type { Findings } from "./findings.ts";
import { readStated, type StatedTree } from "./stated-trees.ts";
import type { KnownKey } from "./verify-keys.ts";

/** A text that somebody brought along to be checked, and what to call it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Checks a receipt by itself, and answers the tree it speaks of: whether that is the log's is for the log to say. */
export function checkReceipt({ name, text }: NamedText, keys: readonly KnownKey[], findings: Findings): StatedTree[] {
  const receipt = readReceiptText(text);
  if (receipt === undefined) {
    findings.add(`${name}: this is no receipt.`);
    return [];
  }
  checkContents(name, receipt, findings);
  const { proof } = receipt;
  if (proof === null) {
    findings.add(`${name}: the receipt is still pending, and proves nothing yet: ask for it again.`);
    return [];
  }
  const path = proof.inclusion.map((one) => Buffer.from(one, "hex"));
  const root = toInclusionRoot(hashLeaf(Buffer.from(receipt.entry)), proof.leaf_index, proof.tree_size, path);
  const stated = readStated(`${name}, checkpoint`, proof.checkpoint, keys, findings);
  if (stated === undefined) return [];
  if (stated.size !== proof.tree_size || root === undefined || !isEqual(root, stated.root)) {
    findings.add(`${name}: the proof does not lead from the entry to the signed root: one of them was changed.`);
  }
  if (Buffer.from(stated.root).toString("hex") !== proof.root_hash) {
    findings.add(`${name}: it names another root than its signed checkpoint.`);
  }
  return [stated];
}

function readReceiptText(text: string): ConsentReceiptAnswer | undefined {
  try {
    return consentReceiptAnswerSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// What a receipt says in words has to be what the logged entry says.
function checkContents(name: string, receipt: ConsentReceiptAnswer, findings: Findings): void {
  const entry = readObject(receipt.entry);
  if (Buffer.from(hashLeaf(Buffer.from(receipt.entry))).toString("hex") !== receipt.leaf_hash) {
    findings.add(`${name}: the entry has another hash than the receipt says: one of them was changed.`);
  }
  const { audit_id, tenant_id, shown, leaf_hash } = receipt;
  const isPublished = entry.config_version === shown.config_version;
  const said = {
    audit_id,
    tenant_id,
    policy_version: shown.policy_version,
    banner_version: shown.banner_version,
    variant: shown.variant,
    shown_config_version: shown.config_version,
    // Of an older configuration than the one in force the entry holds the number alone.
    ...(isPublished ? { config_hash: shown.config_hash } : {}),
  };
  // Two lists, because both say some things: each has to be true.
  for (const [member, value] of [...Object.entries(said), ...Object.entries(receipt.decision)]) {
    const logged = member === "leaf_hash" ? leaf_hash : entry[member];
    if (toCanonicalJson(logged ?? null) === toCanonicalJson(value)) continue;
    findings.add(`${name}: what it says about ${member} is not what the logged entry says.`);
  }
  const { personal } = receipt;
  if (personal === null) return;
  const opened = Buffer.concat([Buffer.from(personal.salt, "hex"), Buffer.from(personal.fields)]);
  if (hash("sha256", opened) === entry.subject_commitment) return;
  findings.add(`${name}: the personal fields are not those that the entry commits to.`);
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
