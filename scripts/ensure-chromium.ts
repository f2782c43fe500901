import { existsSync } from "node:fs";
import { findChromium } from "./chromium.ts";
import { runStep } from "./run-step.ts";

/** What `ensureChromium` asks of the machine; tests put their own machine in. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  find(): string | undefined;
  /** Answers whether the command ended with exit code 0. */
  run(command: readonly [string, ...string[]], env?: NodeJS.ProcessEnv): Promise<boolean>;
  say(line: string): void;
}

/** The machine this runs on. */
export function createMachine(): Machine {
  return {
    env: process.env,
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/etc/debian_version"),
    find: findChromium,
    run: async (command, env = {}) => (await runStep(command, { env })).exitCode === 0,
    say: (line) => console.log(line),
  };
}

/**
 * Finds a Chromium, or fetches one: Playwright's own download first, then Debian's packages when this is root.
 * Answers its path, or `undefined` when none can be had.
 */
export async function ensureChromium(machine: Machine): Promise<string | undefined> {
  const found = machine.find();
  if (found) return found;
  if (machine.env.CHROMIUM_PATH) {
    machine.say(
      `CHROMIUM_PATH points at nothing: ${machine.env.CHROMIUM_PATH}. Correct it, or unset it to have one fetched.`,
    );
    return undefined;
  }
  machine.say("No Chromium on this machine. Trying `npx playwright install chromium` ...");
  await machine.run(["playwright", "install", "chromium"]);
  const downloaded = machine.find();
  if (downloaded) return downloaded;
  if (!machine.isRoot || !machine.isDebian) return undefined;
  machine.say("The download did not work. Trying the Debian packages chromium and chromium-headless-shell ...");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (!(await machine.run(["apt-get", "update"], env))) return undefined;
  await machine.run(["apt-get", "install", "-y", "chromium", "chromium-headless-shell"], env);
  return machine.find();
}
