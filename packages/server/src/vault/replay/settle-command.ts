import type { RelationalStore } from "../../storage/ports.ts";
import { toClosedDays } from "../ingest/settle.ts";
import { type ReplayParts, replay } from "./replay.ts";
import { listDays, toDay } from "./replay-period.ts";
import { createProgress, type ProgressParts } from "./replay-progress.ts";
import { toSettledLines, toSummary, toTable } from "./replay-report.ts";
import { isUnavailable, ReplayStoppedError } from "./retrying.ts";
import { readSettleArguments, type SettleArguments, SettleUsageError } from "./settle-arguments.ts";
import { settleDays } from "./settle-days.ts";

export const SETTLE_USAGE = `  cookiehub-server settle [--from DAY] [--to DAY]
                              compare the figures of closed days with their rows now, and rebuild what differs
  cookiehub-server settle --replay --from DAY --to DAY [--tenant CODE|ID] [--dry-run]
                              read the raw objects of these days again and load what is missing; then settle the days`;

/** What stands ready for the command, once it is known that it can be used. */
export interface SettleStores
  extends Pick<ReplayParts, "store" | "objects" | "analytics" | "readAgent" | "findDomainCode" | "createRows"> {
  readonly store: RelationalStore;
  readonly close: () => Promise<void>;
}

export interface SettleCommandParts extends Pick<ReplayParts, "signal" | "pause" | "now"> {
  /** One line of the answer. */
  readonly print: (line: string) => void;
  readonly progress: Omit<ProgressParts, "now">;
  /** `isReplay`: rows will be made. */
  readonly openStores: (given: { readonly isReplay: boolean }) => Promise<SettleStores>;
  readonly random: (bytes: number) => Uint8Array;
}

/** Runs `settle`. Answers the exit code: 0, 1 where something is left undone and is named, 2 where it cannot be done as asked. */
export async function runSettle(words: readonly string[], parts: SettleCommandParts): Promise<number> {
  try {
    const asked = readSettleArguments(words);
    const stores = await parts.openStores(asked);
    try {
      return await (asked.isReplay ? runReplay(asked, parts, stores) : runPlainSettle(asked, parts, stores));
    } finally {
      await stores.close();
    }
  } catch (error) {
    if (!(error instanceof SettleUsageError)) throw error;
    parts.print(`${error.message}\n\n${SETTLE_USAGE}`);
    return 2;
  }
}

async function runPlainSettle(asked: SettleArguments, parts: SettleCommandParts, stores: SettleStores) {
  const closed = toClosedDays(parts.now());
  const last = closed.at(-1) ?? "";
  const to = asked.to ?? last;
  const from = asked.from ?? (asked.to === undefined ? (closed[0] ?? last) : to);
  if (to > last) parts.print(`Days after ${last} are not closed yet, and are settled by themselves when they are.`);
  const days = listDays({ from, to: to > last ? last : to });
  try {
    const settled = await settleDays({ ...toRetryParts(parts), ...stores }, days);
    for (const line of toSettledLines(settled)) parts.print(line);
    return 0;
  } catch (error) {
    if (!(error instanceof ReplayStoppedError) && !isUnavailable(error)) throw error;
    parts.print(`Not all days were settled: ${error.message}. Run the same command again.`);
    return 1;
  }
}

async function runReplay(asked: SettleArguments, parts: SettleCommandParts, stores: SettleStores): Promise<number> {
  const { isDryRun, from = "", to = "" } = asked;
  const today = toDay(parts.now());
  if (from > today) throw new SettleUsageError("--from lies in the future.");
  const code = asked.tenant === undefined ? undefined : await readCode(stores.store, asked.tenant);
  const period = { from, to: to > today ? today : to };
  const { print } = parts;
  print(
    `Replay of ${period.from} to ${period.to}${code ? ` for ${code}` : ""}${isDryRun ? ", nothing is written" : ""}.`,
  );
  const run = () =>
    replay({
      ...{ ...stores, ...toRetryParts(parts), period, code, isDryRun, now: parts.now },
      runId: toRunId(parts),
      onProgress: createProgress({ ...parts.progress, now: parts.now }),
    });
  const report = isDryRun ? await run() : await stores.store.exclusively("settle-replay", run);
  if (report === undefined) {
    print("Another replay is running: wait until it has ended.");
    return 1;
  }
  for (const line of ["", ...toTable(report.days, isDryRun), "", ...toSummary(report, isDryRun)]) print(line);
  return report.end === "whole" && report.failedCount === 0 ? 0 : 1;
}

async function readCode(store: RelationalStore, reference: string): Promise<string> {
  const tenant = await store.read(() => store.repositories.tenants.find(reference));
  if (!tenant) throw new SettleUsageError(`There is no tenant with the code or id ${JSON.stringify(reference)}.`);
  return tenant.code;
}

function toRetryParts({ signal, pause, progress }: SettleCommandParts) {
  return {
    ...{ signal, pause },
    onTryAgain: (reason: string, pauseMs: number) =>
      progress.write(
        `${progress.isTerminal ? "\r\x1b[K" : ""}${reason}: trying again in ${Math.ceil(pauseMs / 1000)} s\n`,
      ),
  };
}

// When, so that a person finds it in the keys; and chance, because two may start at once.
function toRunId({ now, random }: SettleCommandParts): string {
  const time = new Date(now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return `${time}-${Buffer.from(random(8)).toString("hex")}`;
}
