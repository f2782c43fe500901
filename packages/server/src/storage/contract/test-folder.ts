import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** Makes an empty folder that is removed after the running test. */
export function createTestFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "cookiehub-storage-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
