import { HASH_BYTES, type TreeHead } from "./merkle.ts";
import { type Note, NoteError, readNote } from "./note.ts";

/** What a checkpoint states: the log's name, size and root (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** Writes the text of a checkpoint, ready to be signed. */
export function toCheckpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** Reads a checkpoint and the note it stands in, without believing either; throws `NoteError`. */
export function readCheckpoint(text: string): { checkpoint: Checkpoint; note: Note } {
  const note = readNote(text);
  const [origin = "", size = "", root = "", ...rest] = note.text.split("\n");
  const bytes = Buffer.from(root, "base64");
  const isWhole = rest.at(-1) === "" && rest.slice(0, -1).every((line) => line !== "");
  const isSize = /^(0|[1-9]\d{0,15})$/.test(size) && Number.isSafeInteger(Number(size));
  if (origin === "" || !isSize || bytes.length !== HASH_BYTES || bytes.toString("base64") !== root || !isWhole) {
    throw new NoteError("note_malformed", "a checkpoint is a name, a size and a root hash in base64, a line each");
  }
  return { checkpoint: { origin, size: Number(size), root: bytes }, note };
}
