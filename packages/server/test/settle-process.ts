import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface SettleProcess {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cookiehub-server settle` in a process of its own; `end` says which signal ends it, how long after its first line. */
export async function runSettleProcess(
  env: Record<string, string>,
  words: readonly string[],
  end?: { readonly signal: "SIGKILL" | "SIGINT"; readonly afterMs: number },
): Promise<SettleProcess> {
  const command = ["--conditions=@cookiehub/source", "--no-warnings", MAIN, "settle", ...words];
  const child = spawn(process.execPath, command, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  if (end) {
    await Promise.race([once(child.stdout, "data"), ended]);
    await Promise.race([setTimeout(end.afterMs), ended]);
    child.kill(end.signal);
  }
  const [code] = await ended;
  return { code, stdout, stderr };
}
