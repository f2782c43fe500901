import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createDomainFile } from "./domain-file.ts";

test("a file of domains answers codes, and is read again when it has changed", async () => {
  const file = join(createTestFolder(), "domains.csv");
  const find = createDomainFile(file);
  writeFileSync(file, "domain_id,code\r\n4711,demo0001\r\n4712,demo0002\n");
  expect([await find(4711), await find(4712), await find(1)]).toEqual(["demo0001", "demo0002", undefined]);
  writeFileSync(file, "4711,demo0001\n1,demo0003\n");
  utimesSync(file, 1, 1);
  expect([await find(1), await find(4712)]).toEqual(["demo0003", undefined]);
});

test("a file that is missing or damaged is no answer", async () => {
  const file = join(createTestFolder(), "domains.csv");
  const find = createDomainFile(file);
  await expect(find(1)).rejects.toThrow("ENOENT");
  for (const line of ["1", "one,demo0001", "1,demo", "1,demo0001,2"]) {
    writeFileSync(file, `7,demo0007\n${line}\n`);
    await expect(find(7)).rejects.toThrow("line 2");
  }
  writeFileSync(file, "7,demo0007\n");
  expect(await find(7)).toBe("demo0007");
  rmSync(file);
  await expect(find(7)).rejects.toThrow("ENOENT");
});
