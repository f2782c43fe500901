import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "demo-api-key";
const KEY_PATTERN = /^[A-Za-z0-9_-]{24,128}$/;

/** Reads the demo's own API key, or makes one on the first start: kept beside the data, readable by its owner only. */
export async function readApiKey(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, FILE);
  try {
    const known = (await readFile(file, "utf8")).trim();
    if (KEY_PATTERN.test(known)) return known;
    throw new Error(`${file} does not hold an API key: delete it, and the next start makes a new one`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const key = `demo_${randomBytes(24).toString("base64url")}`;
  await writeFile(file, `${key}\n`, { mode: 0o600, flag: "wx" });
  return key;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
