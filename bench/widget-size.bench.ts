import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { BenchRow, BenchRows } from "./bench-row.ts";

const browser = resolve(import.meta.dirname, "../packages/widget/dist/browser");

interface Manifest {
  readonly core: string;
  readonly stub: string;
  readonly preferences: string;
  readonly languages: Readonly<Record<string, string>>;
}

/** Bytes of the built widget against the budgets; 1 KB is 1,000 bytes. */
export const rows: BenchRows = async () => {
  const manifest = JSON.parse(readFileSync(resolve(browser, "manifest.json"), "utf8")) as Manifest;
  return [
    toRow("widget before the banner can show, brotli", manifest.core, 11_500, "<= 11.5 KB", brotliCompressSync),
    toRow("widget preferences, brotli", manifest.preferences, 5000, "<= 5 KB", brotliCompressSync),
    ...Object.entries(manifest.languages).map(([language, file]) =>
      toRow(`widget language ${language}, brotli`, file, 2000, "<= 2 KB", brotliCompressSync),
    ),
    toRow("widget head stub, gzip", manifest.stub, 1200, "<= 1.2 KB", gzipSync),
  ];
};

function toRow(
  what: string,
  file: string,
  budget: number,
  budgetText: string,
  press: (body: Buffer) => Buffer,
): BenchRow {
  const measured = press(readFileSync(resolve(browser, file))).length;
  return { what, measured, unit: "bytes", budget, budgetText, gate: "bytes" };
}
