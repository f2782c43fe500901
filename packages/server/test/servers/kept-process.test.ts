import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { createServerDirectory, startKept } from "./kept-process.ts";

const MODULE = fileURLToPath(new URL("./kept-process.ts", import.meta.url));
// Writes its process id, and lives until it is stopped.
const PROGRAM = "echo $$ > pid; echo ready $$; exec sleep 600";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a program that was stopped has ended, and its directory is gone", async () => {
  const directory = await createServerDirectory("kept");
  const command = ["/bin/sh", "-c", PROGRAM] as const;
  const { stop } = await startKept({ command: [...command], directory, stopSignal: "TERM", readyText: "ready" });
  expect(existsSync(directory)).toBe(true);
  await stop();
  expect(existsSync(directory)).toBe(false);
});

test("a program ends when the process that started it is killed", async () => {
  const source = `
    const { createServerDirectory, startKept } = await import(${JSON.stringify(MODULE)});
    const { readFileSync } = await import("node:fs");
    const directory = await createServerDirectory("kept");
    const command = ["/bin/sh", "-c", ${JSON.stringify(PROGRAM)}];
    await startKept({ command, directory, stopSignal: "TERM", readyText: "ready" });
    console.log(JSON.stringify({ directory, pid: Number(readFileSync(directory + "/pid", "utf8")) }));
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--no-warnings", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const { directory, pid } = JSON.parse(line) as { directory: string; pid: number };
  expect([existsSync(directory), isAlive(pid)]).toEqual([true, true]);
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect([existsSync(directory), isAlive(pid)]).toEqual([false, false]), { timeout: 10_000 });
});

test("a program that ends before it is ready is reported with its last words, and leaves no directory", async () => {
  const directory = await createServerDirectory("kept");
  const started = startKept({
    command: ["/bin/sh", "-c", "echo the disk is full >&2; exit 3"],
    directory,
    stopSignal: "TERM",
    readyText: "ready",
  });
  await expect(started).rejects.toThrow(/ended with 3 before it was ready\. the disk is full/);
  expect(existsSync(directory)).toBe(false);
});
