import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileEvents } from "../contract/event-arbitraries.ts";
import { createEventRow } from "../contract/rows.ts";
import type { ConsentEventRow, ExportFormat } from "../ports.ts";
import { EXPORT_COLUMNS, HEADINGS, toExportLine } from "./export-format.ts";

const NAMES = EXPORT_COLUMNS.map(({ name }) => name);
const rowLists = fc.array(hostileEvents("shop0001"));

const readCsv = (text: string): string[][] => parse(text, { record_delimiter: "\r\n" });
const toPathCell = (path: string): string => {
  const [line = []] = readCsv(toExportLine(createEventRow("e", { path }), "csv"));
  return line[NAMES.indexOf("path")] ?? "";
};

const EXAMPLE: readonly ConsentEventRow[] = [
  createEventRow("evt_4f1b2c3d", {
    ...{ code: "demo0001", eventType: "impression", userToken: "dev_8c1d02ab", categoriesDisclosed: [] },
    ...{ categoriesConsented: [], method: "", path: "/shop", variant: "layout.box" },
  }),
  createEventRow("evt_9a0e7d66", {
    ...{ code: "demo0001", receivedAtMs: Date.parse("2026-03-01T12:00:04.250Z"), userToken: "dev_8c1d02ab" },
    ...{ path: '/shop/"sale", today', variant: "=layout.box", timeToDecisionMs: 4250, servicesDisclosed: ["matomo"] },
  }),
];

// Encoders of UTF-8 put U+FFFD for half of a pair of surrogates.
const toText = (text: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));

/** The cells of a row as their reader is to find them. */
function toCells(row: ConsentEventRow): unknown[] {
  return EXPORT_COLUMNS.map(({ field }) => {
    const value = row[field];
    if (field === "receivedAtMs") return new Date(row.receivedAtMs).toISOString();
    if (typeof value === "string") return toText(value);
    return typeof value === "object" && value !== null ? value.map(toText) : value;
  });
}

/** Reads a line of CSV by the words of the reference: takes the guard of texts away, and reads lists as JSON. */
function readCells(cells: readonly string[]): unknown[] {
  return cells.map((cell, index) => {
    const kind = EXPORT_COLUMNS[index]?.kind;
    if (kind === "list") return JSON.parse(cell);
    if (kind === "flag") return cell === "true";
    if (kind === "countOrNull") return cell === "" ? null : Number(cell);
    return kind === "text" ? cell.replace(/^'/, "") : cell;
  });
}

/** Whether a spreadsheet that skips spaces and control characters would compute a cell. */
function isFormula(cell: string): boolean {
  const start = [...cell].find((character) => character > " ") ?? "";
  return "=+-@\uFF1D\uFF0B\uFF0D\uFF20".includes(start) && start !== "" && !/^-?\d+$/.test(cell);
}

describe("the file of a day", () => {
  test("has a column for every field of an event", () => {
    expect(EXPORT_COLUMNS.map(({ field }) => field).sort()).toEqual(Object.keys(createEventRow("e")).sort());
    expect(readCsv(HEADINGS.csv)).toEqual([NAMES]);
    expect(HEADINGS.ndjson).toBe("");
  });

  test("says every row again to a reader of CSV who takes the guard away", () => {
    fc.assert(
      fc.property(rowLists, (rows) => {
        const [, ...lines] = readCsv(HEADINGS.csv + rows.map((row) => toExportLine(row, "csv")).join(""));
        expect(lines.map(readCells)).toEqual(rows.map(toCells));
      }),
    );
  });

  test("says every row again to a reader of JSON, each on a line of its own whatever ends lines for that reader", () => {
    fc.assert(
      fc.property(rowLists, (rows) => {
        const lines = rows
          .map((row) => toExportLine(row, "ndjson"))
          .join("")
          .split(/\r\n|[\n\r\f\v\u2028\u2029]/);
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => Object.entries(JSON.parse(line)))).toEqual(
          rows.map((row) => toCells(row).map((value, index) => [NAMES[index], value])),
        );
      }),
    );
  });

  test("starts no cell of CSV as a formula", () => {
    const starts = ["=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", " =", "\0=", "'="];
    for (const start of starts) expect(toPathCell(`${start}1+1`)).toBe(`'${start}1+1`);
    fc.assert(
      fc.property(rowLists, (rows) => {
        for (const line of readCsv(rows.map((row) => toExportLine(row, "csv")).join("")))
          for (const cell of line) expect(isFormula(cell), cell).toBe(false);
      }),
    );
  });

  test("leaves texts alone that start no formula", () => {
    for (const text of ["/", "", "a=1", "1+1", "shop.example", "ä", "\u{1F36A}", "[]"])
      expect(toPathCell(text)).toBe(text);
  });

  test("is what the reference says, column by column and byte by byte", () => {
    const reference = readFileSync(new URL("../../../../../docs/reference/export-files.md", import.meta.url), "utf8");
    const types = { text: "text", time: "time", flag: "flag", list: "list", countOrNull: "number" };
    const columns = reference.split(/^## /m).find((part) => part.startsWith("Columns")) ?? "";
    const named = [...columns.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, type]) => [name, type]);
    expect(named).toEqual(EXPORT_COLUMNS.map(({ name, kind }) => [name, types[kind]]));
    const toFile = (format: ExportFormat) =>
      HEADINGS[format] + EXAMPLE.map((row) => toExportLine(row, format)).join("");
    const readBlock = (language: string) => reference.split(`\`\`\`${language}\n`)[1]?.split("```")[0];
    expect(readBlock("csv")).toBe(toFile("csv").replaceAll("\r\n", "\n"));
    expect(readBlock("json")).toBe(toFile("ndjson"));
  });
});
