import { statfs } from "node:fs/promises";

/** Less than this is as good as full: a checkpoint of the write-ahead log needs room of its own. */
const FREE_BYTES_MIN = 64 * 1024 * 1024;

/** What the operating system says of a file system; both in its blocks. */
export interface DiskSpace {
  readonly bavail: number;
  readonly bsize: number;
}

/**
 * Rejects while the disk of a directory is as good as full: a database that reads well would say that all is well, while
 * every decision is refused.
 */
export async function checkFreeDisk(
  directory: string,
  readSpace: (directory: string) => Promise<DiskSpace> = statfs,
): Promise<void> {
  const { bavail, bsize } = await readSpace(directory);
  const bytes = bavail * bsize;
  if (bytes >= FREE_BYTES_MIN) return;
  throw new Error(`The disk of the data directory has ${Math.floor(bytes / 2 ** 20)} MiB left.`);
}
