import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createSqliteRelational } from "../packages/server/src/storage/relational/sqlite.ts";
import { toNewTenant } from "../packages/server/src/tenants/tenant.ts";
import type { BenchRows } from "./bench-row.ts";

/** What a server with many tenants needs before its first answer. Wall-clock and memory inform and do not gate. */
export const rows: BenchRows = async ({ short }) => {
  const count = short ? 5000 : 100_000;
  // More than the server keeps in memory at once, so that what is measured is its most.
  const amount = short ? 2000 : 12_000;
  const directory = mkdtempSync(join(tmpdir(), "cookiehub-bench-"));
  try {
    await addTenants(join(directory, "cookiehub.sqlite"), count);
    const child = fork(resolve(import.meta.dirname, "many-tenants.ts"), [], {
      execArgv: ["--conditions=@cookiehub/source"],
      env: { ...process.env, COOKIEHUB_DATA_DIR: directory, BENCH_TENANTS_READ: String(amount) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [{ startMs, residentBytes }] = (await once(child, "message")) as [{ startMs: number; residentBytes: number }];
    await once(child, "exit");
    const what = `${count.toLocaleString("en-US")} tenants`;
    const megabytes = residentBytes / 1_048_576;
    return [
      {
        what: `${what}: start to first answer`,
        measured: startMs,
        unit: "ms wall",
        budget: 3000,
        budgetText: "< 3 s (100,000)",
        gate: "none",
      },
      {
        what: `${what}: resident memory`,
        measured: megabytes,
        unit: "MB",
        budget: 512,
        budgetText: "< 512 MB (100,000)",
        gate: "none",
      },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

async function addTenants(file: string, count: number): Promise<void> {
  const store = await createSqliteRelational({ file });
  const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
  for (let first = 0; first < count; first += 500) {
    const group = Array.from({ length: Math.min(500, count - first) }, (_, index) => {
      const code = (first + index).toString(36).padStart(8, "0");
      return toNewTenant({ id: `t${first + index}`, code, hosts: ["shop.example"] }, random, 0);
    });
    await Promise.all(group.map((row) => store.transaction(() => store.repositories.tenants.put(row))));
  }
  await store.close();
}
