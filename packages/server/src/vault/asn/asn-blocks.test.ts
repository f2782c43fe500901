import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { toZip } from "../../../test/zip.ts";
import { createAddressWords, readAddress } from "../../http/address.ts";
import { readAsnBlocks, readAsnFile } from "./asn-blocks.ts";
import { type AsnTable, createAsnTableBuilder } from "./asn-table.ts";

const HEADER = "network,autonomous_system_number,autonomous_system_organization";
const V4 = `${HEADER}\n192.0.2.0/24,64500,"Example, Inc. ""quoted"""\n198.51.100.0/25,64501,Other\n`;
const V6 = `${HEADER}\n2001:db8::/32,64502,Example\n`;
const words = createAddressWords();

async function read(bytes: Uint8Array): Promise<{ table: AsnTable; names: string[] }> {
  const names: string[] = [];
  const builder = createAsnTableBuilder((_, name) => {
    names.push(name);
    return "isp";
  });
  await readAsnFile(bytes, builder);
  return { table: builder.build(), names };
}

const find = (table: AsnTable, address: string): number => table.find(readAddress(address, words), words).asn;
const toArchive = (): Buffer =>
  toZip({
    "GeoLite2-ASN-CSV_20261120/LICENSE.txt": "text",
    "GeoLite2-ASN-CSV_20261120/GeoLite2-ASN-Blocks-IPv4.csv": V4,
    "GeoLite2-ASN-CSV_20261120/GeoLite2-ASN-Blocks-IPv6.csv": V6,
  });

test("the archive as it is published gives the networks of both families, and their names once each", async () => {
  const { table, names } = await read(toArchive());
  expect(["192.0.2.9", "198.51.100.1", "198.51.100.200", "2001:db8:9::1"].map((ip) => find(table, ip))).toEqual([
    64500, 64501, 0, 64502,
  ]);
  expect(names).toEqual(['Example, Inc. "quoted"', "Other", "Example"]);
});

test("one file does as well, plain or gzipped, with its columns in any order", async () => {
  for (const bytes of [Buffer.from(V4), gzipSync(V4), Buffer.from(`\ufeff${V4}`)]) {
    expect(find((await read(bytes)).table, "192.0.2.9")).toBe(64500);
  }
  const turned = "autonomous_system_organization,geoname_id,network,autonomous_system_number\nA,1,192.0.2.0/24,7\n";
  expect(find((await read(Buffer.from(turned))).table, "192.0.2.9")).toBe(7);
});

test("it comes in parts, cut anywhere", async () => {
  const builder = createAsnTableBuilder(() => "isp");
  const bytes = Buffer.from(V4);
  await readAsnBlocks(
    Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)),
    builder,
  );
  expect(find(builder.build(), "192.0.2.9")).toBe(64500);
});

test.each([
  ["no column network", Buffer.from("a,b,c\n1,2,3\n")],
  ["empty", Buffer.from("")],
  ["not CSV", Buffer.from(`${HEADER}\n"never closed`)],
  ["lines are no networks", Buffer.from(`${HEADER}\n${"rubbish,x,y\n".repeat(200)}`)],
  ["not CSV", Buffer.from(`${HEADER}\n${"x".repeat(100_000)}`)],
  ["not CSV", gzipSync(V4).subarray(0, 60)],
  ["holds no GeoLite2-ASN-Blocks", toZip({ "readme.txt": "hello" })],
  ["cut off", toArchive().subarray(0, 200)],
  ["damaged", Buffer.concat([toArchive().subarray(0, -6), Buffer.from([255, 255, 255, 127, 0, 0])])],
])("a file that is none says why: %s", async (message, bytes) => {
  await expect(read(bytes)).rejects.toThrow(message);
  await expect(read(bytes)).rejects.toMatchObject({ name: "AsnDataError" });
});

test("an archive whose bytes were changed is noticed, wherever", async () => {
  const archive = toArchive();
  for (let at = 0; at < archive.length; at++) {
    const changed = Buffer.from(archive);
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    const outcome = await read(changed).catch((error: Error) => error);
    if (outcome instanceof Error) {
      expect(outcome.name).toBe("AsnDataError");
      continue;
    }
    // A name that changed is a file that is missing; what is read at all is read as it was.
    expect(['Example, Inc. "quoted"', "Other", "Example"]).toEqual(expect.arrayContaining(outcome.names));
    expect([0, 64500]).toContain(find(outcome.table, "192.0.2.9"));
    expect([1, 2, 3]).toContain(outcome.table.size);
  }
});

test("others get their turn while a long list is read", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `10.${index >>> 8}.${index & 255}.0/24,${index},Name`);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await read(Buffer.from([HEADER, ...lines].join("\n")));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});
