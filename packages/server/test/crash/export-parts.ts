import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { AnalyticsStore } from "../../src/storage/ports.ts";

/** When the killed worker works. */
export const EXPORT_NOW_MS = Date.parse("2026-03-10T00:00:00Z");
/** Events of each day. */
export const EXPORT_ROWS = 1000;

/** Where the parts of a killed worker stand, and the files of its days: the same in each process. */
export async function createExportParts(folder: string): Promise<{
  readonly storeFile: string;
  readonly objectsDirectory: string;
  readonly analytics: Pick<AnalyticsStore, "exportDay">;
}> {
  const objectsDirectory = join(folder, "objects");
  await mkdir(objectsDirectory, { recursive: true });
  return { storeFile: join(folder, "store.sqlite"), objectsDirectory, analytics: { exportDay } };
}

async function* exportDay({ code, day }: { readonly code: string; readonly day: string }) {
  const lines = Array.from({ length: EXPORT_ROWS }, (_, index) => `${code},${day},${index}\r\n`);
  yield { bytes: Buffer.from(`code,day,number\r\n${lines.join("")}`), rows: EXPORT_ROWS };
}
