import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/** A note, a key or a checkpoint is not what its format says, or a signature does not hold. */
export class NoteError extends Error {
  readonly code: "note_malformed" | "key_malformed" | "signature_invalid";
  constructor(code: NoteError["code"], message: string) {
    super(message);
    this.name = "NoteError";
    this.code = code;
  }
}

/** A text and who signed it (C2SP signed-note). `text` ends with a newline. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** Who signs. */
export interface NoteSigner {
  readonly verifier: NoteVerifier;
  sign(text: string): Uint8Array;
}

/** Whose signatures can be checked, written as a `vkey`: `name+keyid+base64(0x01, public key)`. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: string;
  readonly vkey: string;
  isSignedBy(text: string, signature: Uint8Array): boolean;
}

const ED25519 = 0x01;
const NOTE_BYTES_MAX = 65_536;
const SIGNATURES_MAX = 100;
const SIGNATURE_LINE = /^\u2014 ([^\s+]{1,255}) ([A-Za-z0-9+/]{8,4096}={0,2})$/u;
const VKEY = /^([^\s+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u;

/** Whether a text can name a key: not empty, no space, no plus sign (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}]{1,255}$/u.test(name);
}

/** Makes a signer from an Ed25519 private key; throws `NoteError` for another kind of key. */
export function createNoteSigner(name: string, privateKeyPem: string): NoteSigner {
  const key = readPrivateKey(privateKeyPem);
  const x = key && createPublicKey(key).export({ format: "jwk" }).x;
  if (key?.asymmetricKeyType !== "ed25519" || x === undefined || !isKeyName(name)) {
    throw new NoteError("key_malformed", "the log's key must be an Ed25519 private key in PEM");
  }
  return {
    verifier: createVerifier(name, Buffer.from(x, "base64url")),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}

function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // What the engine says of it may quote the file.
    return undefined;
  }
}

/** Reads a `vkey`; throws `NoteError`. */
export function readVkey(vkey: string): NoteVerifier {
  const [, name = "", keyId, data = ""] = VKEY.exec(vkey) ?? [];
  const bytes = Buffer.from(data, "base64");
  if (bytes.length !== 33 || bytes[0] !== ED25519 || bytes.toString("base64") !== data || !isKeyName(name)) {
    throw new NoteError("key_malformed", "a key must be written as name+keyid+base64, algorithm Ed25519");
  }
  const verifier = createVerifier(name, bytes.subarray(1));
  if (verifier.keyId !== keyId) throw new NoteError("key_malformed", "the key id is not that of the key");
  return verifier;
}

/** Signs a text; the answer is the note as it is published. */
export function toSignedNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith("\n")) throw new NoteError("note_malformed", "a note's text ends with a newline");
  const lines = signers.map((signer) => {
    const { name, keyId } = signer.verifier;
    return `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, "hex"), signer.sign(text)]).toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** Reads a note without believing it; throws `NoteError`. */
export function readNote(note: string): Note {
  const split = note.lastIndexOf("\n\n");
  if (Buffer.byteLength(note) > NOTE_BYTES_MAX) throw new NoteError("note_malformed", "the note is too long");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them, newline apart.
  if (/[\x00-\x09\x0b-\x1f]|\p{Cs}/u.test(note)) {
    throw new NoteError("note_malformed", "a note holds no control characters");
  }
  if (split < 0 || !note.endsWith("\n")) throw new NoteError("note_malformed", "the note has no signatures");
  const lines = note
    .slice(split + 2)
    .split("\n")
    .slice(0, -1);
  if (lines.length === 0 || lines.length > SIGNATURES_MAX) {
    throw new NoteError("note_malformed", `a note has 1 to ${SIGNATURES_MAX} signatures`);
  }
  return { text: note.slice(0, split + 1), signatures: lines.map(readSignature) };
}

/**
 * Answers which of the verifiers signed a note. Signatures of others are passed over; one that claims to be of a
 * verifier and is not throws `NoteError` (C2SP signed-note).
 */
export function readSigners(note: Note, verifiers: readonly NoteVerifier[]): NoteVerifier[] {
  return verifiers.filter((verifier) => {
    const claimed = note.signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
    for (const { signature } of claimed) {
      if (verifier.isSignedBy(note.text, signature)) continue;
      throw new NoteError("signature_invalid", `the signature of ${verifier.name}+${verifier.keyId} does not hold`);
    }
    return claimed.length > 0;
  });
}

function readSignature(line: string): NoteSignature {
  const [, name, data = ""] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = Buffer.from(data, "base64");
  if (name === undefined || bytes.length < 5 || bytes.toString("base64") !== data) {
    throw new NoteError("note_malformed", "a signature line is not a dash, a name and base64");
  }
  return { name, keyId: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) };
}

function createVerifier(name: string, publicKey: Uint8Array): NoteVerifier {
  const data = Buffer.concat([Uint8Array.of(ED25519), publicKey]);
  const keyId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), data])).slice(0, 8);
  const x = Buffer.from(publicKey).toString("base64url");
  const key: KeyObject = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  return {
    name,
    keyId,
    vkey: `${name}+${keyId}+${data.toString("base64")}`,
    isSignedBy: (text, signature) => signature.length === 64 && verify(null, Buffer.from(text), key, signature),
  };
}
