import type { ConsentEventRow, LoadOutcome } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { prepareExperimentVisitors } from "./experiment-visitors.ts";
import { createGoldDeltas, type GoldDelta } from "./gold.ts";

export type Load = (objectKey: string, rows: readonly ConsentEventRow[]) => LoadOutcome;

/** The silver columns, each with how a row fills it. */
const SILVER: Readonly<Record<string, (row: ConsentEventRow) => string | number | null>> = {
  event_id: (row) => row.eventId,
  code: (row) => row.code,
  received_at_ms: (row) => row.receivedAtMs,
  event_type: (row) => row.eventType,
  user_token: (row) => row.userToken,
  hostname: (row) => row.hostname,
  path: (row) => row.path,
  country: (row) => row.country,
  region: (row) => row.region,
  language: (row) => row.language,
  device: (row) => row.device,
  os: (row) => row.os,
  browser: (row) => row.browser,
  regulation: (row) => row.regulation,
  policy_version: (row) => row.policyVersion,
  banner_version: (row) => row.bannerVersion,
  variant: (row) => row.variant,
  method: (row) => row.method,
  gpc: (row) => (row.gpc ? 1 : 0),
  categories_disclosed: (row) => JSON.stringify(row.categoriesDisclosed),
  categories_consented: (row) => JSON.stringify(row.categoriesConsented),
  time_to_decision_ms: (row) => row.timeToDecisionMs,
};

const GOLD_KEY = "code, day, hostname, path, country";

/**
 * Creates the one writer of silver and gold. An object is loaded in one transaction {its key, new silver rows, what they
 * add to gold}: a crash leaves all or nothing, and a known key or event id (first writer wins, D5) adds nothing again.
 */
export function createLoader(database: Database): Load {
  const names = Object.keys(SILVER);
  const fills = Object.values(SILVER);
  const markLoaded = database.prepare<[string]>("INSERT INTO loaded_objects (key) VALUES (?) ON CONFLICT DO NOTHING");
  const insert = database.prepare<[(string | number | null)[]]>(
    `INSERT INTO consent_events (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
      ON CONFLICT (code, event_id) DO NOTHING`,
  );
  const addGold = prepareGold(database);
  const addVisitor = prepareExperimentVisitors(database);

  const transaction = database.transaction<Load>((objectKey, rows) => {
    if (markLoaded.run(objectKey).changes === 0) return { inserted: 0, duplicates: rows.length };
    const deltas = createGoldDeltas();
    let inserted = 0;
    for (const row of rows) {
      if (insert.run(fills.map((fill) => fill(row))).changes === 0) continue;
      inserted += 1;
      deltas.add(row);
      addVisitor(row);
    }
    for (const delta of deltas.values()) addGold(delta);
    return { inserted, duplicates: rows.length - inserted };
  });
  return (objectKey, rows) => transaction.immediate(objectKey, rows);
}

function prepareGold(database: Database): (delta: GoldDelta) => void {
  const addStatus = database.prepare<[(string | number)[]]>(
    toUpsert("consent_status_daily", ["all_allowed", "all_denied", "partial"]),
  );
  const addFunnel = database.prepare<[(string | number)[]]>(
    toUpsert("consent_funnel_daily", ["impressions", "dialogs_opened", "decisions"]),
  );
  return function addGold(delta) {
    const { code, day, hostname, path, country } = delta.key;
    const key = [code, day, hostname, path, country];
    if (delta.decisions > 0) addStatus.run([...key, delta.allAllowed, delta.allDenied, delta.partial]);
    addFunnel.run([...key, delta.impressions, delta.dialogsOpened, delta.decisions]);
  };
}

function toUpsert(table: string, counts: readonly string[]): string {
  const sums = counts.map((count) => `${count} = ${count} + excluded.${count}`);
  return `INSERT INTO ${table} (${GOLD_KEY}, ${counts.join(", ")}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (${GOLD_KEY}) DO UPDATE SET ${sums.join(", ")}`;
}
