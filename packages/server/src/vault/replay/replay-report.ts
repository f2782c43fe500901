import type { GoldDrift } from "../../storage/ports.ts";
import type { ReplayReport } from "./replay.ts";
import type { ReplayDay } from "./replay-tally.ts";
import type { SettledDays } from "./settle-days.ts";

const HEAD = ["day", "kind", "rows in bronze", "known or repeated"] as const;

/** The table of a replay: a line for each day and kind, and their sum. */
export function toTable(days: readonly ReplayDay[], isDryRun: boolean): string[] {
  if (days.length === 0) return ["Bronze holds no row of these days."];
  const sum = (pick: (day: ReplayDay) => number): number => days.reduce((total, day) => total + pick(day), 0);
  const toCells = (day: string, kind: string, rows: number, added: number) =>
    [day, kind, rows, rows - added, added].map(String);
  const lines = [
    [...HEAD, isDryRun ? "would be added" : "added"],
    ...days.map(({ day, kind, rows, added }) => toCells(day, kind, rows, added)),
    toCells(
      "all",
      "",
      sum(({ rows }) => rows),
      sum(({ added }) => added),
    ),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return lines.map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

/** What a replay came to, and what to do next. */
export function toSummary(report: ReplayReport, isDryRun: boolean): string[] {
  const { objectsRead, objectsWaiting, objectsRestored, refused, ofUnknownDomains, failed, failedCount, settled } =
    report;
  const lines = [`${countOf(objectsRead, "object")} read.`];
  if (objectsRestored > 0)
    lines.push(`${countOf(objectsRestored, "object")} of these had been given up, and now count as loaded.`);
  if (objectsWaiting > 0) {
    lines.push(`${countOf(objectsWaiting, "object")} left to the server's own loading, which has yet to come to them.`);
  }
  if (refused > 0) lines.push(`${countOf(refused, "line")} in them cannot be made a row of: see rejected/ in bronze.`);
  if (ofUnknownDomains > 0) {
    lines.push(
      `${countOf(ofUnknownDomains, "of these is an event", "of these are events")} of domains that nobody has: see CONSENT_DOMAINS_FILE.`,
    );
  }
  if (failedCount > 0) {
    lines.push(`${countOf(failedCount, "object")} could not be read whole; all others were:`);
    lines.push(...failed.map(({ key, reason }) => `  ${key}: ${reason}`));
    if (failedCount > failed.length) lines.push(`  and ${failedCount - failed.length} more`);
    lines.push("Mend these, or put them back from a backup, and run this again.");
  }
  if (settled) lines.push(...toSettledLines(settled));
  return [...lines, toEndLine(report, isDryRun)];
}

function toEndLine({ end, reason, days, failedCount }: ReplayReport, isDryRun: boolean): string {
  const again = isDryRun ? "" : " What was loaded so far stays, and is not loaded twice.";
  if (end === "stopped") return `Stopped before the end.${again} Run the same command again to finish.`;
  if (end === "store_away") return `Given up: ${reason}.${again} Run the same command again when it answers.`;
  const added = days.reduce((sum, day) => sum + day.added, 0);
  if (isDryRun) return `Nothing was written. ${countOf(added, "row")} would be added.`;
  if (failedCount > 0)
    return `${countOf(added, "row")} missing so far and loaded now; what is named above is still missing.`;
  return added === 0 ? "Done: no row was missing." : `Done: ${countOf(added, "missing row")} loaded.`;
}

/** What settling came to. */
export function toSettledLines({ days, drifts, unsettled }: SettledDays): string[] {
  const compared = `Figures of ${countOf(days, "day")} compared with their rows`;
  if (drifts.length === 0) return [`${compared}: nothing differed.`];
  const lines = [`${compared}, and rebuilt where they differed:`, ...toDriftLines(drifts)];
  if (unsettled.length > 0) {
    lines.push(
      `Rows are still coming to ${unsettled.join(", ")}: the server settles each day by itself when it is closed.`,
    );
  }
  return lines;
}

// A day that needed two tries is told once, with what the first found.
function toDriftLines(drifts: readonly GoldDrift[]): string[] {
  const first = new Map<string, GoldDrift>();
  for (const drift of drifts)
    if (!first.has(`${drift.day} ${drift.table}`)) first.set(`${drift.day} ${drift.table}`, drift);
  const sorted = [...first].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([, { day, table, lines }]) => `  ${day}  ${table}  ${countOf(lines, "line")}`);
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
