import { expect, test } from "vitest";
import { findChromium } from "./chromium.ts";
import { ensureChromium, type Machine } from "./ensure-chromium.ts";

/** A machine on which a browser appears after the command that starts with `works`. */
function createFakeMachine(works: string | undefined, part: Partial<Machine> = {}) {
  const ran: string[] = [];
  const said: string[] = [];
  let found: string | undefined;
  const machine: Machine = {
    env: {},
    isRoot: true,
    isDebian: true,
    find: () => found,
    run: async (command) => {
      ran.push(command.join(" "));
      if (works && ran.at(-1)?.startsWith(works)) found = "/usr/bin/chromium";
      return true;
    },
    say: (line) => said.push(line),
    ...part,
  };
  return { machine, ran, said };
}

test("a browser that is there is taken, and nothing is fetched", async () => {
  const { machine, ran } = createFakeMachine(undefined, { find: () => "/opt/chromium" });
  expect(await ensureChromium(machine)).toBe("/opt/chromium");
  expect(ran).toEqual([]);
});

test("Playwright's download comes first", async () => {
  const { machine, ran } = createFakeMachine("playwright");
  expect(await ensureChromium(machine)).toBe("/usr/bin/chromium");
  expect(ran).toEqual(["playwright install chromium"]);
});

test("as root on Debian the packages come next", async () => {
  const { machine, ran } = createFakeMachine("apt-get install");
  expect(await ensureChromium(machine)).toBe("/usr/bin/chromium");
  expect(ran).toEqual([
    "playwright install chromium",
    "apt-get update",
    "apt-get install -y chromium chromium-headless-shell",
  ]);
});

test("nothing is installed without being root, or on another system", async () => {
  for (const part of [{ isRoot: false }, { isDebian: false }]) {
    const { machine, ran } = createFakeMachine("apt-get install", part);
    expect(await ensureChromium(machine)).toBeUndefined();
    expect(ran).toEqual(["playwright install chromium"]);
  }
});

test("a CHROMIUM_PATH that points at nothing is said, and nothing else is tried", async () => {
  const env = { CHROMIUM_PATH: "/nowhere/chromium", PATH: process.env.PATH ?? "" };
  const { machine, ran, said } = createFakeMachine("playwright", { env });
  expect(findChromium(env)).toBeUndefined();
  expect(await ensureChromium(machine)).toBeUndefined();
  expect(ran).toEqual([]);
  expect(said.join()).toContain("/nowhere/chromium");
});
