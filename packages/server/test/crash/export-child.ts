// One run of the worker of exports in a process of its own, which kills itself before a step: `FOLDER STEP`.
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";
import { createExportWorker } from "../../src/vault/exports/worker.ts";
import { createExportParts, EXPORT_NOW_MS } from "./export-parts.ts";

const [folder = "", step = ""] = process.argv.slice(2);
let stepsLeft = Number(step);

function countStep(): void {
  if (stepsLeft-- === 0) process.kill(process.pid, "SIGKILL");
}

const { storeFile, objectsDirectory, analytics } = await createExportParts(folder);
const store = await createSqliteRelational({ file: storeFile });
const objects = await createFileObjects({ directory: objectsDirectory });
const worker = createExportWorker({
  now: () => EXPORT_NOW_MS,
  store: {
    ...store,
    transaction: async (unit) => {
      countStep();
      const answer = await store.transaction(unit);
      countStep();
      return answer;
    },
  },
  objects: {
    ...objects,
    putStream: async (key, body) => {
      countStep();
      const answer = await objects.putStream(key, body);
      countStep();
      return answer;
    },
  },
  analytics: {
    exportDay: async function* (asked, signal) {
      for await (const piece of analytics.exportDay(asked, signal)) {
        countStep();
        yield piece;
      }
    },
  },
});
await worker.run();
await store.close();
