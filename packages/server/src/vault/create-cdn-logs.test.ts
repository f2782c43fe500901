import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "../../test/test-server.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

test("an object of consent events that was given up is told by /ready and /metrics, until it is to be loaded again", async () => {
  const directory = createTestFolder();
  const env = { COOKIEHUB_DATA_DIR: directory };
  const store = await createSqliteRelational({ file: join(directory, "cookiehub.sqlite") });
  onTestFinished(() => store.close());
  const { ingest } = store.repositories;
  await store.transaction(() => ingest.register("consent/2026/11/20/missing.ndjson.gz", 1));
  await store.transaction(() => ingest.markAttempt("consent/2026/11/20/missing.ndjson.gz", "damaged", 1));
  const server = await startTestServer({ directory });
  onTestFinished(() => server.close());
  const ready = await server.call("GET", "/ready");
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { status: "degraded", checks: { consent_objects: "failed" } },
  ]);
  expect(await (await server.call("GET", "/metrics")).text()).toMatch(/^cookiehub_ingest_objects_failed 1$/m);
  const command = ["--conditions=@cookiehub/source", "--no-warnings", MAIN, "retry-failed"];
  expect(await run(process.execPath, command, { env: { ...process.env, ...env } })).toEqual({
    stdout: "To be loaded again: 1 objects of consent events, 0 files of CDN logs.\n",
    stderr: "",
  });
  expect(await (await server.call("GET", "/ready")).json()).toMatchObject({ checks: { consent_objects: "ok" } });
});

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
