import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readConfig } from "../packages/server/src/config.ts";
import { createAgentReader } from "../packages/server/src/consent/agent.ts";
import { createLog } from "../packages/server/src/http/log.ts";
import { createMetrics } from "../packages/server/src/http/metrics.ts";
import { closeStores, openStores, type Stores } from "../packages/server/src/open-stores.ts";
import { findNoAsn } from "../packages/server/src/vault/asn/asn-table.ts";
import { createCdnIngest } from "../packages/server/src/vault/ingest/clickhouse-ingest.ts";
import { createObjectIngest } from "../packages/server/src/vault/ingest/consent-clickhouse-ingest.ts";
import { readConsentCategories } from "../packages/server/src/vault/queries/consent-categories.ts";
import { readConsentFunnel } from "../packages/server/src/vault/queries/consent-funnel.ts";
import { readConsentStatus } from "../packages/server/src/vault/queries/consent-status.ts";
import { readSessionsOverview } from "../packages/server/src/vault/queries/sessions-overview.ts";
import { createSessionRows } from "../packages/server/src/vault/rows/session-row.ts";

const CONSENT = "docs/reference/consent-payloads";
const CDN = "packages/server/test/examples/cdn-logs";
const DAY = "2026-11-20";
const FOLDER = DAY.replaceAll("-", "/");

/** Sample file -> its place in bronze. Each format and version that is read has one. */
const CONSENT_FILES = ["envelope.json", "v1.csv", "v2.json", "v3.json"];
const CDN_FILES: Readonly<Record<string, string>> = {
  "bunny-v1.txt": `bunny/1/${FOLDER}/0.log.gz`,
  "bunny-v1-tabs.txt": `bunny/2/${FOLDER}/0.log.gz`,
  "bunny-v2.ndjson": `bunny/3/${FOLDER}/0.log.gz`,
  "cloudfront-v1.txt": `cloudfront/${FOLDER}/E1.gz`,
  "cloudfront-v2.txt": `cloudfront/${FOLDER}/E2.gz`,
  "cloudfront-v2.ndjson": `cloudfront/${FOLDER}/E3.gz`,
};

/** What the sample files come to. */
export interface VaultFigures {
  readonly status: Awaited<ReturnType<typeof readConsentStatus>>["totals"];
  readonly funnel: Awaited<ReturnType<typeof readConsentFunnel>>["totals"];
  readonly categories: Awaited<ReturnType<typeof readConsentCategories>>["categories"];
  readonly sessions: Awaited<ReturnType<typeof readSessionsOverview>>["totals"];
  /** Objects of lines that could not be read. */
  readonly rejected: readonly string[];
}

/** Lays the project's sample files into bronze, loads them as a server does, and asks what a customer would ask. */
export async function runVaultDemo(root: string, dataDirectory: string): Promise<VaultFigures> {
  const stores = await openStores(readConfig({ COOKIEHUB_DATA_DIR: dataDirectory }));
  try {
    await layOut(root, stores);
    await load(stores);
    return await readFigures(stores);
  } finally {
    await closeStores(stores);
  }
}

async function layOut(root: string, { objects, relational }: Stores): Promise<void> {
  const { ingest, cdn } = relational.repositories;
  for (const name of CONSENT_FILES) {
    const text = await readFile(join(root, CONSENT, name), "utf8");
    // A message is a line; for people it is written on several.
    const lines = name.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text;
    const key = `consent/samples/${FOLDER}/${name}.gz`;
    await objects.put(key, gzipSync(lines));
    await relational.transaction(() => ingest.register(key, Date.now()));
  }
  for (const [name, key] of Object.entries(CDN_FILES)) {
    await objects.put(key, gzipSync(await readFile(join(root, CDN, name))));
    await relational.transaction(() => cdn.registerFile(key, Date.now()));
  }
}

async function load({ relational: store, objects, analytics }: Stores): Promise<void> {
  const { log } = createLog("silent");
  const metrics = createMetrics({ isProcessIncluded: false });
  const readAgent = createAgentReader();
  const parts = { store, objects, analytics, log, metrics, now: Date.now };
  const tasks = [
    // The samples' domain ids all belong to one tenant.
    createObjectIngest({ ...parts, readAgent, findDomainCode: async () => "demo0001" }),
    createCdnIngest({
      holder: "demo",
      ...parts,
      createRows: (source) => createSessionRows({ source, readAgent, findAsn: findNoAsn }),
    }),
  ];
  for (const task of tasks) while ((await task.run()) === "done");
  await analytics.refreshBots();
}

async function readFigures({ analytics, objects }: Stores): Promise<VaultFigures> {
  const filter = { codes: ["demo0001", "demo0002"], from: DAY, to: DAY };
  const rejected: string[] = [];
  for await (const key of objects.list("rejected/")) rejected.push(key);
  return {
    status: (await readConsentStatus(analytics, filter)).totals,
    funnel: (await readConsentFunnel(analytics, filter)).totals,
    categories: (await readConsentCategories(analytics, filter, 20)).categories,
    sessions: (await readSessionsOverview(analytics, filter, "2026-05-01")).totals,
    rejected,
  };
}
