import { expect, test } from "vitest";
import { ensureServers, type ServerMachine } from "./ensure-servers.ts";

/** A machine that has some servers, and gets Debian's when its packages can be had. */
function createFakeMachine(has: readonly string[], part: Partial<ServerMachine> = {}, isOnline = true) {
  const ran: string[] = [];
  const said: string[] = [];
  const installed = new Set(has);
  const machine: ServerMachine = {
    env: {},
    isRoot: true,
    isDebian: true,
    has: (server) => installed.has(server),
    run: async (command) => {
      ran.push(command.join(" "));
      if (!isOnline) return false;
      if (command.includes("postgresql")) installed.add("PostgreSQL");
      if (command.includes("redis-server")) installed.add("Redis");
      return true;
    },
    say: (line) => said.push(line),
    ...part,
  };
  return { machine, ran, said };
}

test("servers that are there are taken, and nothing is fetched or said", async () => {
  const { machine, ran, said } = createFakeMachine(["PostgreSQL", "Redis"]);
  await ensureServers(machine);
  expect([ran, said]).toEqual([[], []]);
});

test("servers named by the environment need no installation", async () => {
  const { machine, ran } = createFakeMachine([], { env: { TEST_POSTGRES_URL: "postgres://x", TEST_REDIS_URL: "y" } });
  await ensureServers(machine);
  expect(ran).toEqual([]);
});

test("as root on Debian what is missing is installed, and nothing else", async () => {
  const { machine, ran, said } = createFakeMachine(["PostgreSQL"]);
  await ensureServers(machine);
  expect(ran).toEqual(["apt-get update", "apt-get install -y --no-install-recommends redis-server"]);
  expect(said).toHaveLength(1);
});

test("nothing is installed without being root, or on another system, and it is said what to do", async () => {
  for (const part of [{ isRoot: false }, { isDebian: false }]) {
    const { machine, ran, said } = createFakeMachine([], part);
    await ensureServers(machine);
    expect(ran).toEqual([]);
    expect(said.join()).toMatch(/TEST_POSTGRES_URL.*TEST_REDIS_URL/);
  }
});

test("an installation that fails is said", async () => {
  const { machine, ran, said } = createFakeMachine(["PostgreSQL"], {}, false);
  await ensureServers(machine);
  expect(ran).toEqual(["apt-get update"]);
  expect(said.at(-1)).toContain("No Redis on this machine");
});
