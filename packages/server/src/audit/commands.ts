import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Logger } from "../http/log.ts";
import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import { AuditCommandError } from "./command-error.ts";
import { exportLog } from "./export-log.ts";
import { LogFaultError } from "./log-fault.ts";
import { ForeignKeyError } from "./log-keys.ts";
import { NoteError, readVkey } from "./note.ts";
import { rotateAuditKey } from "./rotate-key.ts";
import type { AuditSettings } from "./settings.ts";
import { openLogFolder } from "./verify/log-folder.ts";
import { type VerifyReport, verifyLog } from "./verify/verify-log.ts";
import type { NamedText } from "./verify/verify-receipts.ts";

/** What a command needs of the process: where it writes to, and the stores that the environment names. */
export interface CommandParts {
  /** One line of the answer. */
  readonly print: (line: string) => void;
  /** What goes on meanwhile, over and over on one line. */
  readonly onProgress: (text: string) => void;
  readonly openStores: () => Promise<CommandStores>;
}

export interface CommandStores {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly settings: AuditSettings;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly close: () => Promise<void>;
}

type Command = (args: readonly string[], parts: CommandParts) => Promise<number>;

/** The commands of the audit log, by name: they answer the exit code, 0 when all is well, 1 when not, 2 for what cannot be done as asked. */
export const AUDIT_COMMANDS: Readonly<Record<string, Command>> = {
  "verify-audit": inWords(verifyAudit),
  "export-audit": inWords(exportAudit),
  "rotate-audit-key": inWords(rotateKey),
};

// 1 says that a log does not hold, and must not be said of a name that was mistyped.
function inWords(command: Command): Command {
  return async (args, parts) => {
    try {
      return await command(args, parts);
    } catch (error) {
      if (error instanceof LogFaultError) return sayFault(error, parts);
      if (!(error instanceof AuditCommandError)) throw error;
      parts.print(error.message);
      return 2;
    }
  };
}

export const AUDIT_USAGE = `  cookiehub-server verify-audit DIR [--key VKEY] [--checkpoint FILE] [--receipt FILE]
                              check an exported audit log; each option may be repeated
  cookiehub-server export-audit --to DIR
                              write the audit log into a new folder
  cookiehub-server rotate-audit-key
                              give the audit log a new key`;

async function verifyAudit(args: readonly string[], { print, onProgress }: CommandParts): Promise<number> {
  const many = { type: "string", multiple: true, default: [] as string[] } as const;
  const options = { key: many, checkpoint: many, receipt: many };
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) {
    print(`Name the folder of the log.\n\n${AUDIT_USAGE}`);
    return 2;
  }
  for (const vkey of values.key) requireVkey(vkey);
  const report = await verifyLog({
    source: await openLogFolder(directory),
    trustedKeys: values.key,
    checkpoints: await readTexts(values.checkpoint),
    receipts: await readTexts(values.receipt),
    onProgress: (done, total) => onProgress(`${done} of ${total} entries hashed`),
  });
  for (const line of toReportLines(report, values.key.length > 0)) print(line);
  return report.findings.length === 0 ? 0 : 1;
}

function sayFault({ message }: LogFaultError, { print }: CommandParts): number {
  print(
    `This log does not hold: ${message}.\nKeep a copy of database and objects as they are, and check the objects with verify-audit.`,
  );
  return 1;
}

function toReportLines(report: VerifyReport, isKeyGiven: boolean): string[] {
  const { size, checkpoints, archives, receipts, findings, origin, keys } = report;
  const lines = [
    `Log ${origin || "without a name"}: ${size} entries, ${checkpoints} checkpoints, ${archives} archives, ${receipts} receipts checked.`,
  ];
  if (!isKeyGiven) {
    lines.push(
      `The key was taken from the folder itself; give one that you learned elsewhere with --key: ${keys.join(" ") || "there is none"}`,
    );
  }
  if (findings.length === 0) return [...lines, "All of it holds: nothing was changed, removed, added or moved."];
  return [...lines, "This log does not hold:", ...findings.map((finding) => `  - ${finding}`)];
}

async function exportAudit(args: readonly string[], { print, onProgress, openStores }: CommandParts): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { to: { type: "string" } } });
  if (values.to === undefined) {
    print(`Name the folder to write to.\n\n${AUDIT_USAGE}`);
    return 2;
  }
  const stores = await openStores();
  try {
    const size = await exportLog({
      ...stores,
      directory: values.to,
      onProgress: (done, total) => onProgress(`${done} of ${total} entries written`),
    });
    print(`${size} entries written to ${values.to}. Check them with: cookiehub-server verify-audit ${values.to}`);
    return 0;
  } finally {
    await stores.close();
  }
}

async function rotateKey(args: readonly string[], { print, openStores }: CommandParts): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const stores = await openStores();
  try {
    const { oldVkey, newVkey, size } = await rotateAuditKey({ ...stores, ...stores.settings });
    print(
      `From the checkpoint of ${size} entries on, which both keys signed, the log's key is\n  ${newVkey}\nBefore it was\n  ${oldVkey}`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ForeignKeyError)) throw error;
    print(`The key was not changed: ${error.message}.`);
    return 1;
  } finally {
    await stores.close();
  }
}

function readTexts(files: readonly string[]): Promise<NamedText[]> {
  return Promise.all(files.map(async (name) => ({ name, text: await readText(name) })));
}

async function readText(name: string): Promise<string> {
  try {
    return await readFile(name, "utf8");
  } catch (error) {
    throw new AuditCommandError(`${name} cannot be read: ${(error as Error).message}.`);
  }
}

function requireVkey(vkey: string): void {
  try {
    readVkey(vkey);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw new AuditCommandError(`--key takes a verifier key, name+keyid+base64, as GET /log/keys lists it: ${vkey}.`);
  }
}
