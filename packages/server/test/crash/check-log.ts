import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { readAuditIds, verifyFolder } from "../audit/independent-verifier.ts";
import type { ServerProcess } from "../server-process.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Exports the log of a running server, has it checked, and finds every acknowledged entry in it, once. */
export async function checkLog(
  server: ServerProcess,
  env: Readonly<Record<string, string>>,
  acknowledged: Iterable<string>,
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "cookiehub-crash-log-"));
  try {
    await vi.waitFor(async () => expect(await isWhole(server)).toBe(true), { timeout: 60_000, interval: 200 });
    const directory = join(work, "log");
    const args = ["--conditions=@cookiehub/source", "--no-warnings", MAIN, "export-audit", "--to", directory];
    const exported = spawnSync(process.execPath, args, { env: { ...process.env, ...env }, encoding: "utf8" });
    expect([exported.status, exported.stderr]).toEqual([0, ""]);
    const key = (await readFile(join(directory, "log/keys", "0".repeat(15)), "utf8")).trim();
    expect(await verifyFolder(directory, { key })).toEqual([]);
    const logged = readAuditIds(directory);
    expect(new Set(logged).size).toBe(logged.length);
    const known = new Set(logged);
    expect([...acknowledged].filter((auditId) => !known.has(auditId))).toEqual([]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether every entry has its place and the newest checkpoint covers them all. */
async function isWhole(server: ServerProcess): Promise<boolean> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const read = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1]);
  const [, size] = (await (await fetch(`${server.url}/log/checkpoint`)).text()).split("\n");
  return read("cookiehub_audit_waiting") === 0 && read("cookiehub_audit_log_size") === Number(size);
}
