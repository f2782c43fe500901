import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { findPostgres } from "./find-program.ts";
import { startOnFreePort } from "./free-port.ts";
import { createServerDirectory, runAsServer, startKept, type TestServer, writeServerFile } from "./kept-process.ts";

export interface PostgresOptions {
  /** Whether commits reach the disk, as in production. Tests that do not kill PostgreSQL itself are faster without. */
  readonly isDurable: boolean;
}

/** Starts a server that ends with this process. */
export async function startPostgres({ isDurable }: PostgresOptions): Promise<TestServer> {
  const programs = findPostgres();
  if (!programs) {
    throw new Error(
      "This test needs PostgreSQL. Install it (Debian: apt-get install postgresql). Most tests also do with a server of which they may create databases: TEST_POSTGRES_URL.",
    );
  }
  return startOnFreePort(async (port) => {
    const directory = await createServerDirectory("postgres");
    const password = randomBytes(16).toString("hex");
    const data = join(directory, "data");
    const passwordFile = await writeServerFile(directory, "password", password);
    const cluster = ["--username=test", "--encoding=UTF8", "--locale=C", "--auth=password", `--pwfile=${passwordFile}`];
    await runAsServer([programs.initdb, `--pgdata=${data}`, "--no-sync", ...cluster], directory);
    const settings = [
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      "unix_socket_directories=",
      "max_connections=200",
      // The lines that `startKept` waits for go to standard error, in English.
      "logging_collector=off",
      "lc_messages=C",
      ...(isDurable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
    ];
    const { stop } = await startKept({
      command: [programs.postgres, "-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      directory,
      stopSignal: "QUIT",
      readyText: "ready to accept connections",
    });
    return { url: `postgres://test:${password}@127.0.0.1:${port}/postgres`, stop };
  });
}
