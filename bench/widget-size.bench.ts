import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { BenchRow, BenchRows } from "./bench-row.ts";

const browser = resolve(import.meta.dirname, "../packages/widget/dist/browser");

/** What the build says it made. A kind of file that it does not make yet may be missing. */
interface Manifest {
  readonly core: string;
  readonly stub: string;
  readonly chunks?: Readonly<Record<string, string>>;
  readonly addOns?: Readonly<Record<string, string>>;
  readonly languages: Readonly<Record<string, string>>;
}

type Press = (body: Buffer) => Buffer;

// What of the chunks has a promise to keep (DESIGN, section 6).
const CHUNK_BUDGETS: Readonly<Record<string, number>> = {
  preferences: 5000,
  tcf: 7000,
  "tcf-preferences": 7000,
  gpp: 3500,
  "gpp-tcf": 1100,
};

/** Bytes of the built widget against the budgets; 1 KB is 1,000 bytes. */
export const rows: BenchRows = async () => {
  const manifest = JSON.parse(readFileSync(resolve(browser, "manifest.json"), "utf8")) as Manifest;
  const { core, stub, chunks = {}, addOns = {}, languages } = manifest;
  return [
    toRow("widget before the banner can show, brotli", core, 11_500, brotliCompressSync),
    ...Object.entries({ ...chunks, ...addOns }).map(([name, file]) =>
      toRow(`widget ${name}, brotli`, file, CHUNK_BUDGETS[name] ?? null, brotliCompressSync),
    ),
    ...toHeaviestLanguage(languages),
    toRow("widget head stub, gzip", stub, 1200, gzipSync),
  ];
};

// One line for forty languages: where the heaviest keeps to it, all do.
function toHeaviestLanguage(languages: Manifest["languages"]): BenchRow[] {
  const rows = Object.entries(languages).map(([code, file]) =>
    toRow(`widget language, the heaviest (${code}), brotli`, file, 2000, brotliCompressSync),
  );
  return rows.sort((one, other) => other.measured - one.measured).slice(0, 1);
}

function toRow(what: string, file: string, budget: number | null, press: Press): BenchRow {
  const measured = press(readFileSync(resolve(browser, file))).length;
  const budgetText = budget === null ? "" : `<= ${budget / 1000} KB`;
  return { what, measured, unit: "bytes", budget, budgetText, gate: "bytes" };
}
