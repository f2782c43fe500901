import { createHash, webcrypto } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

// Checks an exported audit log, sharing no code with what wrote it: its own base64, the tree by the definition's plain
// recursion over the entries, Ed25519 by WebCrypto, and nothing to read but the exported files. It imports nothing of the
// server, and must never do.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decodeBase64(text: string): Uint8Array {
  const bits = [...text.replace(/=+$/, "")]
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(6, "0"))
    .join("");
  const count = Math.floor(bits.length / 8);
  return Uint8Array.from({ length: count }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}

const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function sha256(...parts: Uint8Array[]): Uint8Array {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return new Uint8Array(digest.digest());
}

const leafHash = (entry: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), entry);
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(Uint8Array.of(1), left, right);

/** MTH of RFC 6962, 2.1, over leaf hashes. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return first;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeHash(treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
}

interface Key {
  name: string;
  id: string;
  bytes: Uint8Array;
  text: string;
  from: number;
}

interface Head {
  file: string;
  size: number;
  root: string;
}

/** What is wrong with a log: nothing, when the list is empty. */
export async function verifyFolder(
  directory: string,
  known: { readonly key: string; readonly checkpoints?: readonly string[]; readonly receipts?: readonly string[] },
): Promise<string[]> {
  const problems: string[] = [];
  const log = join(directory, "log");
  const names = (folder: string): string[] => {
    const path = join(log, folder);
    return existsSync(path) ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [];
  };
  const keys = names("keys").map((name) => readKey(readFileSync(join(log, "keys", name), "utf8").trim(), Number(name)));
  if (!keys.some((key) => key.text === known.key)) problems.push("the known key is none of the log's");
  const texts = names("checkpoints").map(
    (name) => [name, readFileSync(join(log, "checkpoints", name), "utf8")] as const,
  );
  const kept = (known.checkpoints ?? []).map((text, at) => [`kept ${at}`, text] as const);
  const heads: Head[] = [];
  for (const [name, text] of [...texts, ...kept]) {
    const head = await readHead(name, text, keys);
    if (typeof head === "string") problems.push(head);
    else heads.push(head);
  }
  for (const key of keys.slice(1)) {
    // Both have signed it: `readHead` asks that at such a size.
    if (!heads.some((head) => head.size === key.from)) problems.push(`nobody handed over to ${key.id} at ${key.from}`);
  }
  const size = Math.max(0, ...heads.map((head) => head.size));
  const leaves = readEntries(log, size).map(leafHash);
  for (const head of heads) {
    if (leaves.length < head.size) problems.push(`${head.file}: entries are missing`);
    else if (toHex(treeHash(leaves.slice(0, head.size))) !== head.root) problems.push(`${head.file}: another root`);
  }
  problems.push(...checkTiles(log, names("tile"), leaves));
  for (const name of names("archive").filter((one) => one.endsWith(".manifest.json"))) {
    problems.push(...checkArchive(log, name, leaves));
  }
  for (const receipt of known.receipts ?? []) problems.push(...(await checkReceipt(receipt, keys, leaves)));
  return problems;
}

/** The audit ids of a log, in the order of their places. */
export function readAuditIds(directory: string): string[] {
  const log = join(directory, "log");
  const size = Math.max(0, ...readdirSync(join(log, "checkpoints")).map(Number));
  const entries = readEntries(log, size).map(
    (entry) => JSON.parse(Buffer.from(entry).toString()) as { audit_id: string },
  );
  return entries.map((entry) => entry.audit_id);
}

function readKey(text: string, from: number): Key {
  const [name = "", id = "", data = ""] = text
    .split("+", 2)
    .concat(text.slice(text.indexOf("+", text.indexOf("+") + 1) + 1));
  const bytes = decodeBase64(data);
  const own = toHex(sha256(new TextEncoder().encode(`${name}\n`), bytes)).slice(0, 8);
  return { name, id: own === id && bytes[0] === 1 ? id : "invalid", bytes: bytes.slice(1), text, from };
}

async function readHead(file: string, note: string, keys: readonly Key[]): Promise<Head | string> {
  const split = note.lastIndexOf("\n\n") + 1;
  const [origin = "", sizeText = "", rootText = ""] = note.slice(0, split).split("\n");
  const size = Number(sizeText);
  const at = keys.findLastIndex((key) => key.from <= size);
  // At a size where one key follows another both have to sign.
  const due = keys.filter((_key, index) => index === at || (keys[index + 1]?.from === size && size > 0));
  if (due.length === 0) return `${file}: no key is good for ${size}`;
  for (const key of due) {
    const line = note
      .slice(split + 1)
      .split("\n")
      .find((one) => isOf(one, key));
    const data = decodeBase64(line?.split(" ")[2] ?? "").slice(4);
    const imported = await webcrypto.subtle.importKey("raw", key.bytes, "Ed25519", false, ["verify"]);
    const text = new TextEncoder().encode(note.slice(0, split));
    const isSigned = await webcrypto.subtle.verify("Ed25519", imported, data, text);
    if (!isSigned || origin !== key.name) return `${file}: not signed by ${key.id}`;
  }
  return { file, size, root: toHex(decodeBase64(rootText)) };
}

function isOf(line: string, key: Key): boolean {
  const [dash, name, data = ""] = line.split(" ");
  return dash === "\u2014" && name === key.name && toHex(decodeBase64(data).slice(0, 4)) === key.id;
}

function tileFile(log: string, level: string, index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/.../g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return join(log, "tile", level, width === 256 ? path : `${path}.p/${width}`);
}

function readEntries(log: string, size: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  while (entries.length < size) {
    const from = entries.length;
    const full = tileFile(log, "entries", from / 256, 256);
    const file = existsSync(full) ? full : tileFile(log, "entries", from / 256, Math.min(256, size - from));
    if (!existsSync(file)) return entries;
    const bundle = readFileSync(file);
    let at = 0;
    while (at + 2 <= bundle.length && entries.length < Math.min(size, from + 256)) {
      const length = bundle.readUInt16BE(at);
      entries.push(new Uint8Array(bundle.subarray(at + 2, at + 2 + length)));
      at += 2 + length;
    }
    if (entries.length === from || entries.length % 256 !== 0) return entries;
  }
  return entries;
}

function checkTiles(log: string, files: readonly string[], leaves: readonly Uint8Array[]): string[] {
  return files.flatMap((file) => {
    const match = /^([0-5])\/((?:x?\d{3}\/)*)?(\d{3})(?:\.p\/(\d+))?$/.exec(file);
    if (!match || statSync(join(log, "tile", file)).isDirectory()) return [];
    const [, level = "0", groups = "", last = "", width = "256"] = match;
    const index = Number(groups.replace(/\D/g, "") + last);
    const span = 256 ** Number(level);
    const hashes = Array.from({ length: Number(width) }, (_, at) => {
      const from = (index * 256 + at) * span;
      return from + span <= leaves.length ? treeHash(leaves.slice(from, from + span)) : new Uint8Array();
    });
    const expected = hashes.map(toHex).join("");
    return expected === readFileSync(join(log, "tile", file)).toString("hex")
      ? []
      : [`tile ${file}: not that of the entries`];
  });
}

function checkArchive(log: string, name: string, leaves: readonly Uint8Array[]): string[] {
  try {
    const manifest = JSON.parse(readFileSync(join(log, "archive", name), "utf8")) as Record<string, string | number>;
    const body = readFileSync(join(log, "..", String(manifest.object)));
    if (toHex(sha256(body)) !== manifest.sha256) return [`${name}: another archive`];
    const lines = gunzipSync(body).toString("utf8").split("\n").slice(0, -1);
    const first = Number(manifest.first_leaf_index);
    const isSame = lines.every(
      (line, at) => toHex(leafHash(Buffer.from(line))) === toHex(leaves[first + at] ?? new Uint8Array()),
    );
    return isSame && lines.length === manifest.count ? [] : [`${name}: other entries`];
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
}

async function checkReceipt(text: string, keys: readonly Key[], leaves: readonly Uint8Array[]): Promise<string[]> {
  const receipt = JSON.parse(text) as {
    entry: string;
    leaf_hash: string;
    personal: { salt: string; fields: string } | null;
    proof: { leaf_index: number; tree_size: number; inclusion: string[]; checkpoint: string };
  };
  const { entry, proof, personal } = receipt;
  const head = await readHead("receipt", proof.checkpoint, keys);
  if (typeof head === "string") return [head];
  const leaf = leafHash(Buffer.from(entry));
  const root = climb(leaf, proof.leaf_index, proof.tree_size, proof.inclusion.map(fromHex));
  const isProved = root === head.root && head.size === proof.tree_size && toHex(leaf) === receipt.leaf_hash;
  const isLogged = head.size > leaves.length || toHex(treeHash(leaves.slice(0, head.size))) === head.root;
  const opened = personal && toHex(sha256(fromHex(personal.salt), Buffer.from(personal.fields)));
  const isOpened =
    personal === null || opened === (JSON.parse(entry) as { subject_commitment: string }).subject_commitment;
  return isProved && isLogged && isOpened ? [] : ["receipt: does not hold"];
}

// Verification of RFC 9162, 2.1.3.2: fn and sn as there.
function climb(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): string {
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (sn === 0) return "";
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else hash = nodeHash(hash, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? toHex(hash) : "";
}
