import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "../../test/test-server.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";

test("a log file that was given up is told by /ready, and keeps no visitor from an answer", async () => {
  const directory = createTestFolder();
  const store = await createSqliteRelational({ file: join(directory, "cookiehub.sqlite") });
  const { cdn } = store.repositories;
  await store.transaction(() => cdn.registerFile("bunny/1/2026/03/01/0.log.gz", 1));
  await store.transaction(() => cdn.markAttempt("bunny/1/2026/03/01/0.log.gz", "damaged", 1));
  await store.close();
  const server = await startTestServer({ directory });
  onTestFinished(() => server.close());
  const ready = await server.call("GET", "/ready");
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { status: "degraded", checks: { cdn_logs: "failed" } },
  ]);
});
