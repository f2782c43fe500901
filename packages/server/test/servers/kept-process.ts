import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Debian's `nobody`: PostgreSQL refuses to run as root, and a test server needs no rights. */
const NOBODY = 65_534;
const READY_MS = 60_000;

/**
 * Runs a program until standard input ends, which it does when this process closes it or dies in any way; then
 * stops the program and removes its directory. $1: the signal to stop it with, $2: the directory, then the command.
 * A dead parent reads no output: the pipe that breaks then must not end the keeper before its work is done.
 */
const KEEPER = `
signal=$1; directory=$2; shift 2
trap : PIPE
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _; kill -s "$signal" $server; } <&3 & watcher=$!
wait $server; code=$?
kill $watcher 2>/dev/null
case $directory in */cookiehub-test-*) rm -rf "$directory" ;; esac
exit $code
`;

/** A server that a test run may use. */
export interface TestServer {
  readonly url: string;
  /** Ends what was started for this run: resolves when the process has ended and its directory is gone. */
  stop(): Promise<void>;
}

export interface KeptCommand {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly stopSignal: "QUIT" | "TERM";
  /** In the line that says that the program takes connections. */
  readonly readyText: string;
}

/** Makes an empty directory that belongs to whom the servers run as. */
export async function createServerDirectory(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `cookiehub-test-${name}-`));
  await giveToServer(directory);
  return directory;
}

/** Writes a file that the servers' user alone can read, and answers its path. */
export async function writeServerFile(directory: string, name: string, text: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, text, { mode: 0o600 });
  await giveToServer(file);
  return file;
}

/** Starts a program whose life is tied to this process's, and resolves once it is ready. Rejects with its last lines. */
export async function startKept(kept: KeptCommand): Promise<Pick<TestServer, "stop">> {
  const { command, directory, stopSignal, readyText } = kept;
  const child = spawn("/bin/sh", ["-c", KEEPER, "keeper", stopSignal, directory, ...command], {
    ...readOwner(),
    cwd: directory,
    // A group of its own: Ctrl-C is for the parent, whose end then ends the program.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", TZ: "UTC" },
  });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    await ended;
  };
  try {
    await waitForLine(child, readyText, command[0]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Runs a program to its end under the servers' user. Rejects with what it wrote when it fails. */
export async function runAsServer(command: readonly [string, ...string[]], directory: string): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...readOwner(), cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  const lines = collectLines(child);
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${lines.join("\n")}`);
}

function readOwner(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
}

async function giveToServer(path: string): Promise<void> {
  const owner = readOwner();
  if (owner) await chown(path, owner.uid, owner.gid);
}

function collectLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > 30) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

function waitForLine(child: ChildProcess, text: string, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = collectLines(child, (line) => {
      if (line.includes(text)) settle();
    });
    const settle = (fault?: string): void => {
      clearTimeout(timer);
      if (fault === undefined) resolve();
      else reject(new Error(`${program} ${fault}. ${lines.join("\n")}`));
    };
    const timer = setTimeout(() => settle(`was not ready within ${READY_MS} ms`), READY_MS);
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code) => settle(`ended with ${code} before it was ready`));
  });
}
