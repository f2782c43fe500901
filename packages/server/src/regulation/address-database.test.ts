import { mkdtemp, rename, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toMmdb } from "../../test/mmdb.ts";
import { AddressDatabaseError, openAddressDatabase } from "./address-database.ts";
import { EMBEDDED_DATABASE } from "./embedded-database.ts";

const CITY = toMmdb({
  "5.5.0.0/16": { country: { iso_code: "DE" }, subdivisions: [{ iso_code: "BY" }] },
  "6.6.6.0/24": { country: { iso_code: "US" }, subdivisions: [{ iso_code: "CA" }, { iso_code: "XX" }] },
  "7.7.7.0/24": { country: { iso_code: "US" } },
  "9.9.8.0/24": { country_code: "FR" },
  "9.9.7.0/24": { registered_country: { iso_code: "US" } },
  "9.9.6.0/24": { country: { iso_code: 7 }, subdivisions: "CA" },
});
const OTHER = toMmdb({ "5.5.0.0/16": { country: { iso_code: "CH" } } });

let lines: string[];
const log = () => pino({ level: "info", base: null }, { write: (line: string) => lines.push(line) });
let file: string;

beforeEach(async () => {
  lines = [];
  file = join(await mkdtemp(join(tmpdir(), "cookiehub-places-")), "places.mmdb");
  await writeFile(file, CITY);
});
afterEach(() => rm(dirname(file), { recursive: true, force: true }));

// Writing twice within the clock's grain must not look like one file.
async function replace(bytes: Buffer): Promise<void> {
  const { mtimeMs } = await stat(file);
  await writeFile(`${file}.new`, bytes);
  await utimes(`${file}.new`, new Date(), new Date(mtimeMs + 5_000));
  await rename(`${file}.new`, file);
}

describe("an address database", () => {
  test.each([
    ["5.5.5.5", "DE-BY"],
    ["6.6.6.6", "US-CA"],
    ["7.7.7.7", "US"],
    ["9.9.8.1", "FR"],
    ["9.9.7.1", null],
    ["9.9.6.1", null],
    ["4.4.4.4", null],
    ["2a00::1", null],
    ["not an address", null],
  ])("finds %s at %j", async (address, place) => {
    const database = await openAddressDatabase({ file, log: log() });
    expect(database.lookUp(address)).toBe(place);
  });

  test("that was replaced answers from the new file, and says so without an address", async () => {
    const { lookUp, reload } = await openAddressDatabase({ file, log: log() });
    expect(await reload.run()).toBe("idle");
    await replace(OTHER);
    expect(await reload.run()).toBe("done");
    expect(lookUp("5.5.5.5")).toBe("CH");
    expect(lines).toHaveLength(1);
  });

  test.each([
    ["cut off", CITY.subarray(0, CITY.length - 60)],
    ["empty", Buffer.alloc(0)],
    ["something else", Buffer.from("<html>")],
    ["without its tree", CITY.subarray(CITY.length - 400)],
  ])("whose new file is %s keeps the old one, logs it once, and takes the next good one", async (_, broken) => {
    const { lookUp, reload } = await openAddressDatabase({ file, log: log() });
    await replace(broken);
    expect(await reload.run()).toBe("idle");
    expect(await reload.run()).toBe("idle");
    expect(lookUp("5.5.5.5")).toBe("DE-BY");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("the old one stays");
    await replace(OTHER);
    expect(await reload.run()).toBe("done");
    expect(lookUp("5.5.5.5")).toBe("CH");
  });

  test("whose file is gone stays as it was", async () => {
    const { lookUp, reload } = await openAddressDatabase({ file, log: log() });
    await rm(file);
    expect(await reload.run()).toBe("idle");
    expect(lookUp("6.6.6.6")).toBe("US-CA");
  });

  test("is refused at the start when it cannot be read or is none", async () => {
    await expect(openAddressDatabase({ file: `${file}.no`, log: log() })).rejects.toThrow(AddressDatabaseError);
    await truncate(file, 40);
    await expect(openAddressDatabase({ file, log: log() })).rejects.toThrow(AddressDatabaseError);
  });
});

test("the embedded database knows well-known networks of both address families", async () => {
  const { lookUp } = await openAddressDatabase({ file: fileURLToPath(EMBEDDED_DATABASE), log: log() });
  expect(lookUp("8.8.8.8")).toBe("US");
  expect(lookUp("2001:4860:4860::8888")).toBe("US");
  expect(lookUp("193.0.6.139")).toBe("NL");
  expect(lookUp("91.0.0.1")).toBe("DE");
});
