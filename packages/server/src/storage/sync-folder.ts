import { open } from "node:fs/promises";

/** Makes the names in a folder survive the loss of power: a new file's own sync does not. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
