import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createLog } from "../../src/http/log.ts";
import { createRandomSource } from "../../src/random.ts";
import { createTestFolder } from "../../src/storage/contract/test-folder.ts";
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";
import { createExportService } from "../../src/vault/exports/service.ts";
import { createExportWorker } from "../../src/vault/exports/worker.ts";
import { unpackExport } from "../unpack-archive.ts";
import { createExportParts, EXPORT_NOW_MS, EXPORT_ROWS } from "./export-parts.ts";

const CHILD = fileURLToPath(new URL("./export-child.ts", import.meta.url));
const WISH = { code: "shop0001", from: "2026-03-01", to: "2026-03-03", format: "csv" } as const;
const LEASE_MS = 120_000;

/** Asks for an export, has a worker killed before a step, and another one go on; answers whether it came to be killed. */
async function killAt(step: number): Promise<boolean> {
  const folder = createTestFolder();
  const { storeFile, objectsDirectory, analytics } = await createExportParts(folder);
  const clock = { nowMs: EXPORT_NOW_MS };
  const now = () => clock.nowMs;
  const open = async () => ({
    store: await createSqliteRelational({ file: storeFile }),
    objects: await createFileObjects({ directory: objectsDirectory, now }),
  });
  const first = await open();
  const service = createExportService({
    ...{ ...first, log: createLog("silent").log, now, random: createRandomSource(), onJob: () => {} },
  });
  const { export_id: id } = await service.request("key_1", WISH);
  await first.store.close();

  const child = spawn(process.execPath, ["--conditions=@cookiehub/source", "--no-warnings", CHILD, folder, `${step}`]);
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect([code, signal]).toEqual(code === null ? [null, "SIGKILL"] : [0, null]);

  const { store, objects } = await open();
  try {
    const { exports } = store.repositories;
    clock.nowMs += LEASE_MS;
    await createExportWorker({ store, objects, analytics, now }).run();
    const job = await store.read(() => exports.find(id));
    expect([step, job?.status, job?.rowCount]).toEqual([step, 4, 3 * EXPORT_ROWS]);
    const { files } = await unpackExport((await objects.get(job?.archiveKey ?? "none")) ?? new Uint8Array());
    expect([...files.values()].map((text) => text.trimEnd().split("\r\n").length)).toEqual(
      Array(3).fill(EXPORT_ROWS + 1),
    );
    clock.nowMs += 8 * 86_400_000;
    await createExportWorker({ store, objects, analytics, now }).run();
    for await (const key of objects.list("")) expect(key).toBe("nothing is left of an export that has expired");
  } finally {
    await store.close();
  }
  return code === null;
}

test("an export whose worker is killed before any of its steps is ready once, and whole", async () => {
  let step = 0;
  while (await killAt(step)) step++;
  // The claim, three days, the archive and the end, each with what comes after it.
  expect(step).toBe(9);
}, 120_000);
