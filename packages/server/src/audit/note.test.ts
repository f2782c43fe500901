import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCheckpoint, toCheckpointText } from "./checkpoint.ts";
import { createNoteSigner, NoteError, readNote, readSigners, readVkey, toSignedNote } from "./note.ts";

const createPem = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const pem = createPem();
const signer = createNoteSigner("log.example/audit", pem);
const other = createNoteSigner("witness.example", createPem());

describe("a signed note", () => {
  test("names its key by SHA-256(name, newline, 0x01, public key) (C2SP signed-note)", () => {
    const raw = createPublicKey(pem).export({ format: "der", type: "spki" }).subarray(-32);
    const id = createHash("sha256")
      .update("log.example/audit\n")
      .update(Buffer.of(1))
      .update(raw)
      .digest("hex")
      .slice(0, 8);
    expect(signer.verifier.keyId).toBe(id);
    expect(signer.verifier.vkey).toBe(
      `log.example/audit+${id}+${Buffer.concat([Buffer.of(1), raw]).toString("base64")}`,
    );
  });

  test("reads an example of the format that others made, and holds its signature", () => {
    const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const line =
      "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    expect(readSigners(readNote(`${text}\n${line}`), [readVkey(vkey)])).toHaveLength(1);
  });

  test("holds for each that signed it, and says nothing of others", () => {
    const note = readNote(toSignedNote("one\n\ntwo\n", [signer, other]));
    const stranger = createNoteSigner("log.example/audit", createPem()).verifier;
    expect(note.text).toBe("one\n\ntwo\n");
    expect(readSigners(note, [signer.verifier, other.verifier, stranger])).toEqual([signer.verifier, other.verifier]);
    expect(readSigners(note, [stranger])).toEqual([]);
  });

  test("with a letter changed, or another's signature under its name, does not hold", () => {
    const note = toSignedNote("size 7\n", [signer]);
    expect(() => readSigners(readNote(note.replace("7", "8")), [signer.verifier])).toThrow(NoteError);
    const [line = ""] = toSignedNote("size 8\n", [signer]).split("\n").slice(-2);
    expect(() => readSigners(readNote(`size 7\n\n${line}\n`), [signer.verifier])).toThrow("does not hold");
  });

  test("of any text comes back, whoever signed it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (line) => {
        const text = `${line.replace(/\p{Cc}|\p{Cs}/gu, "")}\n`;
        const note = readNote(toSignedNote(text, [other, signer]));
        expect(note.text).toBe(text);
        expect(readSigners(note, [signer.verifier])).toHaveLength(1);
      }),
    );
  });

  test("that is none is refused with a typed error, whatever it holds", () => {
    const note = toSignedNote("text\n", [signer]);
    fc.assert(
      fc.property(fc.nat(note.length), fc.string({ maxLength: 5 }), fc.nat(9), (at, put, cut) => {
        try {
          readSigners(readNote(note.slice(0, at) + put + note.slice(at + cut)), [signer.verifier]);
        } catch (error) {
          expect(error).toBeInstanceOf(NoteError);
        }
      }),
      { numRuns: 500 },
    );
    const line = note.split("\n").at(-2) ?? "";
    const hostile = [
      "",
      "text\n",
      "text\n\n",
      `text\n\n${line}`,
      `te\u0000xt\n\n${line}\n`,
      `text\n\n${line}\n\n`,
      `text\n\n- x AAAAAAAA\n`,
    ];
    for (const text of [...hostile, `text\n\n${`${line}\n`.repeat(101)}`, `${"x".repeat(70_000)}\n\n${line}\n`]) {
      expect(() => readNote(text), JSON.stringify(text.slice(0, 40))).toThrow(NoteError);
    }
  });

  test("is made with an Ed25519 key and a name that can stand in it, and with nothing else", () => {
    const rsa = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" });
    expect(() => createNoteSigner("log", rsa.toString())).toThrow(NoteError);
    expect(() => createNoteSigner("log", "not a key")).toThrow("must be an Ed25519 private key");
    for (const name of ["", "a b", "a+b", "a\nb"]) expect(() => createNoteSigner(name, pem)).toThrow(NoteError);
  });
});

describe("a vkey", () => {
  test("comes back from its text; another id, algorithm or length is refused", () => {
    const { vkey } = signer.verifier;
    expect(readVkey(vkey).vkey).toBe(vkey);
    const [name = "", id = "", data = ""] = vkey.split("+");
    const bad = [`${name}+00000000+${data}`, `x+${id}+${data}`, `${name}+${id}+${data.slice(4)}`, "", `${name}+${id}`];
    for (const text of bad) expect(() => readVkey(text), text).toThrow(NoteError);
    const cosigner = Buffer.from(data, "base64");
    cosigner[0] = 4;
    expect(() => readVkey(`${name}+${id}+${cosigner.toString("base64")}`)).toThrow(NoteError);
  });
});

describe("a checkpoint", () => {
  const root = createHash("sha256").digest();

  test("is origin, size and root, a line each (C2SP tlog-checkpoint), and comes back", () => {
    const text = toCheckpointText({ origin: "log.example/audit", size: 42, root });
    expect(text).toBe("log.example/audit\n42\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    const { checkpoint } = readCheckpoint(toSignedNote(text, [signer]));
    expect(checkpoint).toEqual({ origin: "log.example/audit", size: 42, root });
  });

  test.each([
    "log\n042\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "log\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "log\n1\n47DEQpj8\n",
    "log\n1\n",
    "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
  ])("is not %j, although it is signed", (text) => {
    expect(() => readCheckpoint(toSignedNote(text, [signer]))).toThrow(NoteError);
  });
});
