import { randomBytes } from "node:crypto";
import { findRedis } from "./find-program.ts";
import { startOnFreePort } from "./free-port.ts";
import { createServerDirectory, startKept, type TestServer, writeServerFile } from "./kept-process.ts";

/** Starts a server that ends with this process and keeps nothing. */
export async function startRedis(): Promise<TestServer> {
  const program = findRedis();
  if (!program) {
    throw new Error(
      "This test needs Redis. Install it (Debian: apt-get install redis-server). Most tests also do with a server that TEST_REDIS_URL names.",
    );
  }
  return startOnFreePort(async (port) => {
    const directory = await createServerDirectory("redis");
    const password = randomBytes(16).toString("hex");
    const settings = ["bind 127.0.0.1", `port ${port}`, `requirepass ${password}`, 'save ""', "appendonly no"];
    const settingsFile = await writeServerFile(directory, "redis.conf", `${settings.join("\n")}\n`);
    const { stop } = await startKept({
      command: [program, settingsFile],
      directory,
      stopSignal: "TERM",
      readyText: "Ready to accept connections",
    });
    return { url: `redis://:${password}@127.0.0.1:${port}`, stop };
  });
}
