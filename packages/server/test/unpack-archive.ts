import { createHash } from "node:crypto";
import { expect } from "vitest";
import { findZipEntries, unpackEntry } from "../src/vault/asn/zip-file.ts";

/** What the manifest of an export says. */
export interface ExportManifest {
  readonly export_id: string;
  readonly columns: readonly string[];
  readonly row_count: number;
  readonly files: ReadonlyArray<{
    readonly name: string;
    readonly day: string;
    readonly row_count: number;
    readonly byte_count: number;
    readonly sha256: string;
  }>;
}

/** Unpacks the archive of an export, and checks that its manifest tells the truth of every file and names no other. */
export async function unpackExport(
  bytes: Uint8Array,
): Promise<{ readonly manifest: ExportManifest; readonly files: ReadonlyMap<string, string> }> {
  const files = new Map<string, string>();
  for (const entry of findZipEntries(bytes)) {
    const parts: Uint8Array[] = [];
    for await (const part of unpackEntry(entry, 100_000_000)) parts.push(part);
    files.set(entry.name, Buffer.concat(parts).toString());
  }
  const manifest = JSON.parse(files.get("manifest.json") ?? "null") as ExportManifest;
  files.delete("manifest.json");
  expect(manifest.files.map(({ name }) => name)).toEqual([...files.keys()]);
  for (const { name, byte_count, sha256 } of manifest.files) {
    const body = Buffer.from(files.get(name) ?? "");
    expect([name, body.length, createHash("sha256").update(body).digest("hex")]).toEqual([name, byte_count, sha256]);
  }
  expect(manifest.files.reduce((sum, file) => sum + file.row_count, 0)).toBe(manifest.row_count);
  return { manifest, files };
}
