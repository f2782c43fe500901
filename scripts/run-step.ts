import { spawn } from "node:child_process";
import { delimiter, resolve } from "node:path";

/** How a child process ended. A process killed by a signal has exit code 1. */
export interface StepOutcome {
  readonly exitCode: number;
  readonly durationMs: number;
}

const bin = resolve(import.meta.dirname, "../node_modules/.bin");

/**
 * Runs a program with this terminal's output and no input, and waits for its end.
 * Programs are looked up in `node_modules/.bin` first. Never rejects: a program that cannot start ends with code 127.
 */
export function runStep(
  command: readonly [string, ...string[]],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<StepOutcome> {
  const startedAtMs = performance.now();
  const [program, ...args] = command;
  const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(program, args, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, ...options.env, PATH: path },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((done) => {
    const end = (exitCode: number) => done({ exitCode, durationMs: performance.now() - startedAtMs });
    child.once("error", (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      end(127);
    });
    child.once("exit", (code) => end(code ?? 1));
  });
}

/** Writes a duration for people: `850 ms`, `12.4 s`, `3 min 20 s`. */
export function toDurationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
