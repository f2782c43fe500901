import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One way of lying with an exported log. Answers false where this log leaves no room for it. */
export type Tampering = (log: string, pick: (below: number) => number, keyPem: string) => boolean;

/** A file of a tile folder; of those that prove something, the largest partial one or a full one. */
function pickFile(log: string, folder: string, pick: (below: number) => number): string {
  const files = readdirSync(join(log, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return files[pick(files.length)] ?? "";
}

function readBundle(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const entries: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
    entries.push(bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at)));
  }
  return entries;
}

function writeBundle(file: string, entries: readonly Buffer[]): void {
  const parts = entries.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 255), entry]);
  writeFileSync(file, Buffer.concat(parts));
}

function toEdited(entry: Buffer): Buffer {
  return Buffer.from(entry.toString().replace('"analytics":true', '"analytics":null').replace("gdpr", "ccpa"));
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function signHead(origin: string, size: number, root: Buffer, pem: string): string {
  const key = createPrivateKey(pem);
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const data = Buffer.concat([Buffer.of(1), raw]);
  const id = createHash("sha256").update(`${origin}\n`).update(data).digest().subarray(0, 4);
  const text = `${origin}\n${size}\n${root.toString("base64")}\n`;
  return `${text}\n\u2014 ${origin} ${Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString("base64")}\n`;
}

function listHeads(log: string): { file: string; origin: string; size: number; root: Buffer }[] {
  return readdirSync(join(log, "checkpoints")).map((name) => {
    const file = join(log, "checkpoints", name);
    const [origin = "", size = "", root = ""] = readFileSync(file, "utf8").split("\n");
    return { file, origin, size: Number(size), root: Buffer.from(root, "base64") };
  });
}

/** Signs every checkpoint with a key of somebody else's, and writes that key down as the log's from a size on. */
function signAnew(log: string, fromSize: number): void {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const raw = createPublicKey(pem).export({ format: "der", type: "spki" }).subarray(-32);
  const data = Buffer.concat([Buffer.of(1), raw]);
  const [{ origin } = { origin: "" }] = listHeads(log);
  const id = createHash("sha256").update(`${origin}\n`).update(data).digest("hex").slice(0, 8);
  for (const { file, size, root } of listHeads(log)) writeFileSync(file, signHead(origin, size, root, pem));
  rmSync(join(log, "archive"), { recursive: true, force: true });
  rmSync(join(log, "checkpoint"));
  writeFileSync(join(log, "keys", String(fromSize).padStart(15, "0")), `${origin}+${id}+${data.toString("base64")}\n`);
}

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  "edited entry": (log, pick) => {
    const file = pickFile(log, "tile/entries", pick);
    const entries = readBundle(file);
    const at = pick(entries.length);
    writeBundle(file, entries.with(at, toEdited(entries[at] ?? Buffer.of())));
    return true;
  },
  "edited entry with its tile made to fit": (log, pick) => {
    const file = pickFile(log, "tile/entries", pick);
    const entries = readBundle(file).map(toEdited);
    writeBundle(file, entries);
    const hashes = entries.map((entry) => createHash("sha256").update(Buffer.of(0)).update(entry).digest());
    writeFileSync(file.replace(/tile.entries/, "tile/0"), Buffer.concat(hashes));
    return true;
  },
  "deleted entry": (log, pick) => {
    const file = pickFile(log, "tile/entries", pick);
    const entries = readBundle(file);
    writeBundle(file, entries.toSpliced(pick(entries.length), 1));
    return true;
  },
  "entries that changed places": (log, pick) => {
    const file = pickFile(log, "tile/entries", pick);
    const entries = readBundle(file);
    if (entries.length < 2) return false;
    const at = pick(entries.length - 1);
    const [one = Buffer.of(), two = Buffer.of()] = entries.slice(at, at + 2);
    writeBundle(file, entries.with(at, two).with(at + 1, one));
    return true;
  },
  "cut end": (log) => {
    const names = readdirSync(join(log, "tile/entries")).sort();
    rmSync(join(log, "tile/entries", names.at(-1) ?? ""), { recursive: true });
    return true;
  },
  "forked: a second signed checkpoint of one size": (log, pick, pem) => {
    const heads = listHeads(log);
    const head = heads[pick(heads.length)];
    if (!head) return false;
    writeFileSync(`${head.file}-2`, signHead(head.origin, head.size, createHash("sha256").digest(), pem));
    return true;
  },
  "signed checkpoint that does not begin with the one before": (log, pick, pem) => {
    const heads = listHeads(log);
    const last = heads.at(-1);
    const size = last === undefined ? 0 : 1 + pick(last.size);
    if (last === undefined || heads.some((head) => head.size === size)) return false;
    const file = join(log, "checkpoints", String(size).padStart(15, "0"));
    writeFileSync(file, signHead(last.origin, size, last.root, pem));
    return true;
  },
  "forged signature": (log, pick) => {
    const heads = listHeads(log);
    const file = heads[pick(heads.length)]?.file ?? "";
    const text = readFileSync(file, "utf8");
    const at = text.length - 20;
    writeFileSync(file, `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`);
    return true;
  },
  "all signed anew with another key": (log) => {
    signAnew(log, 0);
    return true;
  },
  "all signed anew with a key that pretends to follow the log's own": (log) => {
    // Where a checkpoint of one entry is, the next key would have to follow it.
    if (listHeads(log).some(({ size }) => size === 1)) return false;
    signAnew(log, 1);
    return true;
  },
  "changed tile": (log, pick) => {
    flip(pickFile(log, "tile/0", pick), pick(32));
    return true;
  },
  "changed archive": (log, pick) => {
    const names = readdirSync(join(log, "archive")).filter((name) => name.endsWith(".gz"));
    flip(join(log, "archive", names[pick(names.length)] ?? ""), 10 + pick(40));
    return true;
  },
};

/** Cuts a small log back to an earlier checkpoint, without a trace: only what was kept elsewhere shows it. */
export function cutBack(log: string, from: number, to: number): void {
  const [entries, tiles] = ["entries", "0"].map((level) => join(log, "tile", level, "000.p"));
  if (entries === undefined || tiles === undefined) return;
  writeBundle(join(entries, String(to)), readBundle(join(entries, String(from))).slice(0, to));
  writeFileSync(join(tiles, String(to)), readFileSync(join(tiles, String(from))).subarray(0, to * 32));
  for (const folder of [entries, tiles]) rmSync(join(folder, String(from)));
  for (const { file, size } of listHeads(log)) {
    if (size > to) rmSync(file);
    else writeFileSync(join(log, "checkpoint"), readFileSync(file));
  }
  rmSync(join(log, "archive"), { recursive: true, force: true });
}
