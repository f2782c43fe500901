import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestServer } from "../servers/kept-process.ts";

/**
 * Starts ClickHouse for the tests of one file: the real engine, in a process that ends with this one. The server that
 * `TEST_CLICKHOUSE_URL` names is used instead, where there is one.
 */
export async function startClickHouse(): Promise<TestServer> {
  const given = process.env.TEST_CLICKHOUSE_URL;
  if (given) return { url: given, stop: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-test-clickhouse-"));
  const child = fork(new URL("./engine-process.ts", import.meta.url), [directory], { execArgv: [] });
  const [said] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("the engine ended before it was ready"))),
  ])) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${said.port}`,

    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
