import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { isStale, type Stamps, toInputHash, writeStamp } from "./build-stamp.ts";

const STEP = { name: "a step", inputs: ["src/**/*.ts"], outputs: ["dist/out.js"] };
let stamps: Stamps;

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "stamp-"));
  stamps = { root, directory: join(root, "stamps") };
  mkdirSync(join(root, "src/deep"), { recursive: true });
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "src/deep/a.ts"), "1");
  writeFileSync(join(root, "dist/out.js"), "1");
});

const build = () => writeStamp(STEP, stamps, toInputHash(STEP, stamps));

test("a step that never ran is stale", () => {
  expect(isStale(STEP, stamps)).toBe(true);
});

test("a step is fresh after a good run, also when its files only got new times", () => {
  build();
  utimesSync(join(stamps.root, "src/deep/a.ts"), 1, 1);
  expect(isStale(STEP, stamps)).toBe(false);
});

test("a changed, an added, a renamed and a removed input make a step stale", () => {
  build();
  writeFileSync(join(stamps.root, "src/deep/a.ts"), "2");
  expect(isStale(STEP, stamps)).toBe(true);
  build();
  writeFileSync(join(stamps.root, "src/b.ts"), "");
  expect(isStale(STEP, stamps)).toBe(true);
  build();
  rmSync(join(stamps.root, "src/b.ts"));
  expect(isStale(STEP, stamps)).toBe(true);
});

test("a missing output makes a step stale", () => {
  build();
  rmSync(join(stamps.root, "dist/out.js"));
  expect(isStale(STEP, stamps)).toBe(true);
});

test("an edit made while a step runs leaves it stale", () => {
  const hash = toInputHash(STEP, stamps);
  writeFileSync(join(stamps.root, "src/deep/a.ts"), "meanwhile");
  writeStamp(STEP, stamps, hash);
  expect(isStale(STEP, stamps)).toBe(true);
});
