import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const guard = resolve(import.meta.dirname, "require-node.js");

test("a Node that cannot read TypeScript gets one clear line and exit code 1, before any script is read", () => {
  const args = ["--no-experimental-strip-types", "--import", guard, resolve(import.meta.dirname, "build.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^CookieHub's scripts need Node 22\.18 or newer.*npm ci.*\n$/);
});

test("a Node that can is let through in silence", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", guard, "--eval", "0"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
