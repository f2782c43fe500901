import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTestAws } from "../../../test/aws/test-aws.ts";
import { useClickHouse } from "../../../test/clickhouse/test-clickhouse.ts";
import { unpackExport } from "../../../test/unpack-archive.ts";
import { createLog } from "../../http/log.ts";
import { createRandomSource } from "../../random.ts";
import { createClickHouseAnalytics } from "../../storage/analytics/clickhouse.ts";
import { createSqliteAnalytics } from "../../storage/analytics/sqlite.ts";
import { createEventRow } from "../../storage/contract/rows.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import { createS3Objects } from "../../storage/objects/s3.ts";
import type { AnalyticsStore, ObjectStore } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { createExportService } from "./service.ts";
import { createExportWorker } from "./worker.ts";

const clickhouse = useClickHouse();
const PREFIX = "shop/";
const WISH = { code: "shop0001", from: "2026-03-01", to: "2026-03-02", format: "csv" } as const;
const ROWS = Array.from({ length: 500 }, (_, index) =>
  createEventRow(`evt_${index}`, {
    path: `=${index}"ü`,
    receivedAtMs: Date.parse("2026-03-01T08:00:00Z") + (index % 7),
  }),
);

/** Exports through the parts given; answers what stands in the archive, and what else is among the objects. */
async function run(analytics: AnalyticsStore, objects: ObjectStore) {
  const store = await createSqliteRelational({ file: join(createTestFolder(), "store.sqlite") });
  onTestFinished(() => store.close());
  await analytics.load("1", ROWS);
  const log = createLog("silent").log;
  const parts = { store, objects, log, now: Date.now, random: createRandomSource(), onJob: () => {} };
  const { export_id: id } = await createExportService(parts).request("key_1", WISH);
  await createExportWorker({ store, objects, analytics, now: Date.now }).run();
  const job = await store.read(() => store.repositories.exports.find(id));
  expect(job).toMatchObject({ status: 4, rowCount: ROWS.length });
  const { files } = await unpackExport((await objects.get(job?.archiveKey ?? "none")) ?? new Uint8Array());
  const keys: string[] = [];
  for await (const key of objects.list("")) keys.push(key);
  expect(keys).toEqual([job?.archiveKey]);
  return files;
}

test("an archive has the same files, whether SQLite makes them or ClickHouse writes them to S3 by itself", async () => {
  const folder = createTestFolder();
  const small = await createSqliteAnalytics({ file: join(folder, "analytics.sqlite") });
  onTestFinished(() => small.close());
  const aws = await createTestAws();
  const name = `exports_${randomBytes(6).toString("hex")}`;
  await clickhouse.run(
    "default",
    `CREATE NAMED COLLECTION ${name} AS url = '${aws.bucket.endpoint}/${aws.bucket.bucket}/${PREFIX}',
      access_key_id = 'test', secret_access_key = 'test'`,
  );
  onTestFinished(() => clickhouse.run("default", `DROP NAMED COLLECTION ${name}`));
  const large = await createClickHouseAnalytics({ ...clickhouse.createOptions(), exportCollection: name });
  onTestFinished(() => large.close());
  const files = await run(small, await createFileObjects({ directory: join(folder, "objects") }));
  expect(await run(large, await createS3Objects({ ...aws.bucket, prefix: PREFIX }))).toEqual(files);
});
