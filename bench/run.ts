import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildStale } from "../scripts/build-stale.ts";
import { findChromium } from "../scripts/chromium.ts";
import { measureBareHono, remeasureBareHono } from "./bare-hono.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { withTables } from "./docs-table.ts";
import { isOverBudget, toMachineFactor, toTable } from "./verdict.ts";

// `npm run bench`: the table of budgets for what exists. Fails on bytes and processor time, never on wall-clock.
// `--short`: seconds, and no peers. `--only widget`: the files that start so. `--write-docs`: the tables in the docs.
const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    "write-docs": { type: "boolean", default: false },
  },
});
const { short, only } = options;
const isForDocs = options["write-docs"];
if (short && isForDocs) throw new Error("--short has no peers: the docs need the long run");
const cache = resolve(import.meta.dirname, "../node_modules/.cache");
const page = resolve(import.meta.dirname, "../docs/reference/widget-size-and-speed.md");

if ((await buildStale()).isOk) await run();
else process.exitCode = 1;

async function run(): Promise<void> {
  const before = await measureBareHono({ short });
  const { rows, faults } = await readRows();
  // Of both ends of the run the busier one counts: load from elsewhere is not a change that somebody made.
  const after = await remeasureBareHono({ short });
  const bare = before.cpuUs > after.cpuUs ? before : after;
  const factor = toMachineFactor(bare.cpuUs);
  const all = [toBareRow(bare.cpuUs), ...rows.map((row) => withRatio(row, bare.cpuUs))];
  const over = all.filter((row) => isOverBudget(row, factor));
  console.log(`\n${toTable(all, factor)}\n`);
  console.log(
    `CPU budgets are multiplied by ${factor.toFixed(2)}, the machine factor: a bare Hono request took ${bare.cpuUs.toFixed(0)} us here.`,
  );
  for (const fault of faults) console.log(`NOT MEASURED: ${fault}`);
  for (const row of over) console.log(`OVER BUDGET: ${row.what}`);
  mkdirSync(cache, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const report = { at: new Date().toISOString(), short, machine, machineFactor: factor, rows: all };
  writeFileSync(resolve(cache, "bench.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (isForDocs && faults.length === 0) writeDocs(all);
  process.exitCode = over.length + faults.length > 0 ? 1 : 0;
}

function writeDocs(rows: readonly BenchRow[]): void {
  const version = execFileSync(findChromium() ?? "chromium", ["--version"], { encoding: "utf8" });
  const chromium = /^\w+ \d+/.exec(version)?.[0] ?? "Chromium";
  const on = { date: new Date(), cores: cpus().length, chromium };
  writeFileSync(page, withTables(readFileSync(page, "utf8"), rows, on));
  console.log(`written: ${page}`);
}

async function readRows(): Promise<{ rows: BenchRow[]; faults: string[] }> {
  const rows: BenchRow[] = [];
  const faults: string[] = [];
  for (const file of globSync(`${only}*.bench.ts`, { cwd: import.meta.dirname }).sort()) {
    console.log(`bench: ${file} ...`);
    try {
      const module: { rows: BenchRows } = await import(`./${file}`);
      rows.push(...(await module.rows({ short })));
    } catch (error) {
      faults.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { rows, faults };
}

function toBareRow(cpuUs: number): BenchRow {
  return {
    what: "bare Hono handler, the yardstick",
    measured: cpuUs,
    unit: "us CPU",
    budget: null,
    budgetText: "",
    gate: "none",
    ratioToBareHono: 1,
  };
}

function withRatio(row: BenchRow, bareUs: number): BenchRow {
  return row.gate === "cpu" && row.unit === "us CPU" ? { ratioToBareHono: row.measured / bareUs, ...row } : row;
}
