import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteAnalytics } from "../packages/server/src/storage/analytics/sqlite.ts";
import type { AnalyticsStore, LoadOutcome } from "../packages/server/src/storage/ports.ts";
import { measureQuestions } from "./analytics-questions.ts";
import { createDraw, createEvents, createSessions } from "./analytics-rows.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";

const BATCH_ROWS = 10_000;
/**
 * What loading and asking costs on the embedded analytics store. Wall-clock figures inform and do not gate.
 * `BENCH_ANALYTICS_EVENTS=10000000` asks a store of so many events instead: loading ten million takes ten minutes or more of a
 * core; the file stays in the temporary folder, and is used again.
 */
export const rows: BenchRows = async ({ short }) => {
  const events = Number(process.env.BENCH_ANALYTICS_EVENTS ?? 0);
  return events > 0 ? measureKept(events) : measureFresh(short ? 5 : 60);
};

async function measureFresh(batches: number): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), "cookiehub-bench-"));
  const analytics = await createSqliteAnalytics({ file: join(directory, "analytics.sqlite") });
  const sessions = createDraw(2);
  try {
    return [
      await measureEvents(analytics, batches),
      await measureLoad("Session", batches, (share) => {
        const made = createSessions(sessions, BATCH_ROWS, share);
        return () => analytics.loadSessions(`bench/${share}`, made);
      }),
      await measureRefresh(analytics),
      ...(await measureQuestions(analytics, "SQLite", batches * BATCH_ROWS)),
    ];
  } finally {
    await analytics.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The file is known to be whole by its name: it is given once everything is loaded. */
async function measureKept(events: number): Promise<BenchRow[]> {
  const file = join(tmpdir(), `cookiehub-bench-${events}.sqlite`);
  const isKept = existsSync(file);
  const loading = isKept ? file : `${file}.loading`;
  if (!isKept) for (const name of [loading, `${loading}-wal`, `${loading}-shm`]) rmSync(name, { force: true });
  const analytics = await createSqliteAnalytics({ file: loading });
  try {
    const loaded = isKept ? [] : [await measureEvents(analytics, Math.ceil(events / BATCH_ROWS))];
    return [...loaded, ...(await measureQuestions(analytics, "SQLite", events))];
  } finally {
    await analytics.close();
    if (!isKept) renameSync(loading, file);
  }
}

function measureEvents(analytics: AnalyticsStore, batches: number): Promise<BenchRow> {
  const events = createDraw(1);
  return measureLoad("Consent event", batches, (share) => {
    const made = createEvents(events, BATCH_ROWS, share);
    return () => analytics.load(`bench/${share}`, made);
  });
}

async function measureLoad(
  what: string,
  batches: number,
  prepare: (share: number) => () => Promise<LoadOutcome>,
): Promise<BenchRow> {
  let usedUs = 0;
  for (let batch = 0; batch < batches; batch++) {
    const load = prepare(batch / batches);
    const before = process.cpuUsage();
    await load();
    const { user, system } = process.cpuUsage(before);
    usedUs += user + system;
  }
  const count = (batches * BATCH_ROWS).toLocaleString("en-US");
  return {
    what: `${what} to silver and gold on SQLite (${count} varied rows, 10,000 a batch)`,
    measured: usedUs / (batches * BATCH_ROWS),
    unit: "us CPU",
    budget: 50,
    budgetText: "<= 50 us CPU (20,000 rows/s)",
    gate: "cpu",
    ceiling: 80,
  };
}

async function measureRefresh(analytics: AnalyticsStore): Promise<BenchRow> {
  const startedAt = performance.now();
  await analytics.refreshBots();
  return {
    what: "Bots looked for in every day of every code",
    measured: performance.now() - startedAt,
    unit: "ms wall",
    budget: null,
    budgetText: "",
    gate: "none",
  };
}
