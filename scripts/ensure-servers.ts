import { existsSync } from "node:fs";
import { findPostgres, findRedis } from "../packages/server/test/servers/find-program.ts";
import { runStep } from "./run-step.ts";

/** What `ensureServers` asks of the machine; tests put their own machine in. */
export interface ServerMachine {
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  has(server: ServerName): boolean;
  /** Answers whether the command ended with exit code 0. */
  run(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<boolean>;
  say(line: string): void;
}

type ServerName = "PostgreSQL" | "Redis";

const SERVERS = [
  { name: "PostgreSQL", debianPackage: "postgresql", variable: "TEST_POSTGRES_URL" },
  { name: "Redis", debianPackage: "redis-server", variable: "TEST_REDIS_URL" },
] as const satisfies readonly { name: ServerName; debianPackage: string; variable: string }[];

/** The machine this runs on. */
export function createServerMachine(): ServerMachine {
  return {
    env: process.env,
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/etc/debian_version"),
    has: (server) => (server === "PostgreSQL" ? findPostgres() : findRedis()) !== undefined,
    run: async (command, env) => (await runStep(command, { env })).exitCode === 0,
    say: (line) => console.log(line),
  };
}

/**
 * Sees to it that the servers which tests start are installed: as root on Debian it installs those that are missing.
 * Without them nothing is skipped: the tests that need one fail and say so.
 */
export async function ensureServers(machine: ServerMachine): Promise<void> {
  const readMissing = () => SERVERS.filter(({ name, variable }) => !machine.env[variable] && !machine.has(name));
  const missing = readMissing();
  if (missing.length === 0) return;
  if (machine.isRoot && machine.isDebian) {
    const packages = missing.map(({ debianPackage }) => debianPackage);
    machine.say(`The tests need ${toNames(missing)}. Installing the Debian packages ${packages.join(" and ")} ...`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    if (await machine.run(["apt-get", "update"], env)) {
      await machine.run(["apt-get", "install", "-y", "--no-install-recommends", ...packages], env);
    }
  }
  for (const { name, debianPackage, variable } of readMissing()) {
    machine.say(
      `No ${name} on this machine: tests that need it will fail. Install it (Debian: ${debianPackage}), or set ${variable}.`,
    );
  }
}

function toNames(servers: readonly { readonly name: ServerName }[]): string {
  return servers.map(({ name }) => name).join(" and ");
}
