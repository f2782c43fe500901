import { parseArgs } from "node:util";
import { toDay } from "./replay-period.ts";

/** What `settle` was asked for. */
export interface SettleArguments {
  readonly isReplay: boolean;
  readonly isDryRun: boolean;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Code or id. */
  readonly tenant: string | undefined;
}

/** What was asked for cannot be done; the message says what to write instead. */
export class SettleUsageError extends Error {
  readonly code = "settle_usage";
  constructor(message: string) {
    super(message);
    this.name = "SettleUsageError";
  }
}

const OPTIONS = {
  replay: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  from: { type: "string" },
  to: { type: "string" },
  tenant: { type: "string" },
} as const;

/** Reads the words behind `settle`. Throws `SettleUsageError` with what is wrong. */
export function readSettleArguments(words: readonly string[]): SettleArguments {
  const { replay: isReplay, "dry-run": isDryRun, from, to, tenant } = parse(words);
  for (const [name, day] of Object.entries({ from, to })) {
    if (day !== undefined && !isDay(day)) throw new SettleUsageError(`--${name} takes a UTC day such as 2026-05-01.`);
  }
  if (isReplay && (from === undefined || to === undefined)) {
    throw new SettleUsageError("A replay needs the first and the last day: --from 2026-05-01 --to 2026-05-31.");
  }
  if (!isReplay && (isDryRun || tenant !== undefined)) {
    throw new SettleUsageError("--dry-run and --tenant go with --replay.");
  }
  if (from !== undefined && to !== undefined && from > to) throw new SettleUsageError("--from lies behind --to.");
  return { isReplay, isDryRun, from, to, tenant };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values;
  } catch (error) {
    throw new SettleUsageError((error as Error).message);
  }
}

function isDay(text: string): boolean {
  const atMs = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(atMs) && toDay(atMs) === text;
}
