import { z } from "zod";
import type { RelationalStore, Repositories } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { LogFaultError } from "./log-fault.ts";
import { createNoteSigner, type NoteSigner, readVkey } from "./note.ts";
import { promoteNextKey, readKeyFile, readOrCreateKeyFile, toNextKeyFile } from "./signing-key.ts";

/** A key of the log: it signs checkpoints from a size on, up to the size at which the next key begins. */
export interface LogKey {
  readonly vkey: string;
  readonly fromSize: number;
}

/** The log's name, and its keys from the first to the one in use. */
export interface LogIdentity {
  readonly origin: string;
  readonly keys: readonly LogKey[];
}

export interface LogKeyParts {
  readonly store: RelationalStore;
  readonly keyFile: string;
  /** The configured name; `undefined`: made from the first key. */
  readonly origin: string | undefined;
}

/** This process may not sign: its key or the name it was given is not the log's. */
export class ForeignKeyError extends Error {
  readonly code = "audit_key_foreign";
  constructor(message: string) {
    super(message);
    this.name = "ForeignKeyError";
  }
}

const ORIGIN = "origin";
const KEYS = "keys";
/** Held while a checkpoint is kept and while keys change: no checkpoint is signed by a key that was just replaced. */
const KEY_LOCK = "audit-key";
const keysSchema = z.array(z.object({ vkey: z.string(), fromSize: z.int().min(0) })).min(1);

/** Reads the log's name and keys; `undefined` before the first start has made them. */
export function* readIdentityUnit({ auditLog }: Repositories): Unit<LogIdentity | undefined> {
  const origin = yield* auditLog.readFact(ORIGIN);
  const keys = yield* auditLog.readFact(KEYS);
  return origin === undefined || keys === undefined ? undefined : { origin, keys: toKeys(keys) };
}

/** Takes the lock under which keys change, and answers the key in use. */
export function* holdCurrentKeyUnit({ auditLog, locks }: Repositories): Unit<string | undefined> {
  yield* locks.hold([KEY_LOCK]);
  const keys = yield* auditLog.readFact(KEYS);
  return keys === undefined ? undefined : toKeys(keys).at(-1)?.vkey;
}

/** Adds a key that signs from a size on. */
export function* addKeyUnit({ auditLog }: Repositories, keys: readonly LogKey[], added: LogKey): Unit<void> {
  yield* auditLog.replaceFact(KEYS, JSON.stringify([...keys, added]));
}

/** The key in use. */
export function toCurrentKey({ keys }: LogIdentity): LogKey {
  const key = keys.at(-1);
  if (key === undefined) throw new LogFaultError("the database knows no key of the log");
  return key;
}

/**
 * Answers the log's name, its keys and a signer with the key in use. The first start makes name and key; the database
 * keeps both, so that nobody else's key takes over unseen: a process whose key is another one gets `ForeignKeyError`.
 */
export async function openSigner(parts: LogKeyParts): Promise<{ identity: LogIdentity; signer: NoteSigner }> {
  const { store, keyFile } = parts;
  const identity = (await store.read(() => readIdentityUnit(store.repositories))) ?? (await createIdentity(parts));
  if (parts.origin !== undefined && parts.origin !== identity.origin) {
    throw new ForeignKeyError(
      `COOKIEHUB_LOG_ORIGIN is ${parts.origin}, but the log of this database is ${identity.origin}: a log keeps its name`,
    );
  }
  const { vkey } = toCurrentKey(identity);
  const signer = await readSigner(keyFile, identity.origin);
  if (signer?.verifier.vkey === vkey) return { identity, signer };
  const next = await readSigner(toNextKeyFile(keyFile), identity.origin);
  if (next?.verifier.vkey === vkey) {
    // A rotation ended before it had moved the file.
    await promoteNextKey(keyFile, signer?.verifier.keyId ?? "lost");
    return { identity, signer: next };
  }
  const found = signer === undefined ? "there is none" : `there is the key ${signer.verifier.keyId}`;
  throw new ForeignKeyError(
    `the log is signed with the key ${readVkey(vkey).keyId}, and in ${keyFile} ${found}: put the log's key there`,
  );
}

/** Reads the signer of a file; `undefined` when there is no such file. */
export async function readSigner(file: string, origin: string): Promise<NoteSigner | undefined> {
  const pem = await readKeyFile(file);
  return pem === undefined ? undefined : createNoteSigner(origin, pem);
}

async function createIdentity({ store, keyFile, origin }: LogKeyParts): Promise<LogIdentity> {
  const pem = await readOrCreateKeyFile(keyFile);
  const name = origin ?? `cookiehub/${createNoteSigner("cookiehub", pem).verifier.keyId}`;
  const { auditLog } = store.repositories;
  return store.transaction(function* (): Unit<LogIdentity> {
    const kept = yield* auditLog.keepFact(ORIGIN, name);
    const first: LogKey = { vkey: createNoteSigner(kept, pem).verifier.vkey, fromSize: 0 };
    return { origin: kept, keys: toKeys(yield* auditLog.keepFact(KEYS, JSON.stringify([first]))) };
  });
}

function toKeys(fact: string): LogKey[] {
  return keysSchema.parse(JSON.parse(fact));
}
