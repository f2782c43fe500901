import { onTestFinished, test } from "vitest";
import { createMemoryCache } from "../../src/storage/cache/memory.ts";
import { createTestFolder } from "../../src/storage/contract/test-folder.ts";
import type { RelationalStore } from "../../src/storage/ports.ts";
import { createPostgresRelational } from "../../src/storage/relational/postgres.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { RUNS, runSequences } from "./consent-model.ts";
import type { WorldParts } from "./world.ts";

async function openSqlite(): Promise<WorldParts> {
  const store = await createSqliteRelational({ file: `${createTestFolder()}/records.sqlite` });
  onTestFinished(() => store.close());
  return { store, cache: await createMemoryCache({ entriesMax: 100_000 }), isAlone: true };
}

async function openPostgres(): Promise<WorldParts> {
  const { url, drop } = await createTestDatabase();
  const store: RelationalStore = await createPostgresRelational({ url });
  onTestFinished(async () => {
    await store.close();
    await drop();
  });
  // Records go through the cache as they do where several processes share one.
  const cache = { ...(await createMemoryCache({ entriesMax: 100_000 })), isShared: true };
  return { store, cache, isAlone: false };
}

test(`${RUNS} random sequences: consent on SQLite is what the rules say, after every step`, async () => {
  await runSequences(await openSqlite(), 24);
});

test(`${RUNS} random sequences: consent on PostgreSQL is what the rules say, after every step`, async () => {
  // Shorter: a step costs ten times what it costs on SQLite, and the rules are the same.
  await runSequences(await openPostgres(), 14);
});
