import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { TestProject } from "vitest/node";
import type { TestServer } from "./kept-process.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `readServerUrl` asks for a server. */
    testServersUrl: string;
  }
}

/** The servers that tests can ask for. */
export type TestServerName = "postgres" | "redis";

/**
 * Starts a server on the first question of a test, one for the whole run: a run that asks for none starts none.
 * Set-up and tests are different processes, so the question is a request.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const starts: Readonly<Record<TestServerName, () => Promise<TestServer>>> = {
    postgres: () => useGiven("TEST_POSTGRES_URL") ?? startPostgres({ isDurable: project.name === "crash" }),
    redis: () => useGiven("TEST_REDIS_URL") ?? startRedis(),
  };
  const started = new Map<TestServerName, Promise<TestServer>>();
  const door = createServer((request, response) => {
    const name = request.url?.slice(1);
    if (name !== "postgres" && name !== "redis") {
      response.writeHead(404).end();
      return;
    }
    const server = started.get(name) ?? starts[name]();
    started.set(name, server);
    server.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  project.provide("testServersUrl", await listen(door));
  return async () => {
    door.close();
    door.closeAllConnections();
    // A start that failed has cleaned up after itself, and the test that asked was told.
    await Promise.all(
      [...started.values()].map((server) =>
        server.then(
          ({ stop }) => stop(),
          () => {},
        ),
      ),
    );
  };
}

function useGiven(variable: string): Promise<TestServer> | undefined {
  const url = process.env[variable];
  return url ? Promise.resolve({ url, stop: async () => {} }) : undefined;
}

async function listen(door: Server): Promise<string> {
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  // A run that is broken off must not be kept alive by its door.
  door.unref();
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address with a port.");
  return `http://127.0.0.1:${address.port}`;
}
