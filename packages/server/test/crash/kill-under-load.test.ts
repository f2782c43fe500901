import type { ConsentHistoryEntry } from "@cookiehub/schemas/types";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ServerProcess } from "../server-process.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { type DECISION, toHeaders } from "../test-server.ts";
import { checkLog } from "./check-log.ts";
import { createKilledServer, type KilledServer, readFigures, readHistory } from "./killed-server.ts";

const ON_POSTGRES = 15;

test.each([
  { store: "SQLite", rounds: 50 },
  { store: "PostgreSQL", rounds: ON_POSTGRES },
])(
  "a server on $store killed $rounds times under load keeps every acknowledged decision, its audit entry, the figures, and one log that verifies",
  async ({ store, rounds }) => {
    const env: Record<string, string> = store === "SQLite" ? {} : { COOKIEHUB_DATABASE_URL: await createDatabase() };
    const killed = await createKilledServer(env);
    onTestFinished(killed.remove);
    for (let round = 0; round < rounds; round++) await killed.runRound(round);
    expect(killed.acknowledged.size).toBeGreaterThan(rounds * 5);
    expect(killed.followUps.size).toBeGreaterThan(rounds);

    const server = await killed.start();
    const expected = { decisions: 0, all_allowed: 0, all_denied: 0, partial: 0 };
    for (const { device, body } of killed.attempted.values()) {
      const decisions = await readHistory(server, device);
      checkDecisions(killed, device, body, decisions);
      await checkRecord(server, device, decisions);
      for (const decision of decisions.filter(({ action }) => action !== "migrate")) {
        expected.decisions++;
        expected[toOutcome(decision)]++;
      }
    }
    await vi.waitFor(async () => expect((await readFigures(server)).status).toMatchObject(expected), {
      timeout: 30_000,
      interval: 100,
    });
    const { impressions } = await readFigures(server);
    expect(impressions).toBeGreaterThanOrEqual(killed.reported.acknowledged.size);
    expect(impressions).toBeLessThanOrEqual(killed.reported.attempted.size);
    const auditIds = [...killed.acknowledged.values(), ...killed.followUps.values()].map(({ auditId }) => auditId);
    await checkLog(server, { COOKIEHUB_DATA_DIR: killed.directory, ...env }, auditIds);
    expect(await server.end("SIGTERM")).toBe(0);
  },
);

async function createDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return url;
}

/** One decision, once, with what was asked; then at most one change after it; nothing that was acknowledged is missing. */
function checkDecisions(
  { acknowledged, followUps }: KilledServer,
  device: string,
  body: string,
  decisions: readonly ConsentHistoryEntry[],
): void {
  const promise = acknowledged.get(device);
  const first = decisions.at(-1);
  if (promise) expect(first, `acknowledged decision of ${device}`).toMatchObject({ audit_id: promise.auditId });
  if (first) {
    const wanted = (JSON.parse(body) as typeof DECISION).categories;
    expect(first.categories).toEqual({ ...wanted, essential: true });
  }
  expect(decisions.length, `decisions of ${device}`).toBeLessThanOrEqual(2);
  const followUp = followUps.get(device);
  if (followUp) {
    expect(decisions[0]).toMatchObject({ audit_id: followUp.auditId, action: followUp.kind });
  }
}

/** The record is what the newest decision says. */
async function checkRecord(
  server: ServerProcess,
  device: string,
  [newest]: readonly ConsentHistoryEntry[],
): Promise<void> {
  if (!newest) return;
  const response = await fetch(`${server.url}/api/v1/consent`, { headers: toHeaders(device) });
  const { categories } = (await response.json()) as { categories: Record<string, { consented: boolean }> };
  for (const [id, choice] of Object.entries(newest.categories)) expect(categories[id]?.consented).toBe(choice);
}

function toOutcome({ categories }: ConsentHistoryEntry): "all_allowed" | "all_denied" | "partial" {
  const { essential: _, ...optional } = categories;
  const granted = Object.values(optional).filter(Boolean).length;
  if (granted === 3) return "all_allowed";
  return granted === 0 ? "all_denied" : "partial";
}
