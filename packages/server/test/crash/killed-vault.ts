import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ASN_LIST, readBunnyLines } from "./vault-load.ts";
import type { VaultAnswer, VaultJob } from "./vault-process.ts";

/** A process that does jobs until it is killed or let go. */
export interface VaultProcess {
  /** Resolves with what came of it; `undefined`: the process was killed. Rejects where the work failed. */
  run(job: VaultJob): Promise<VaultAnswer | undefined>;
  kill(): void;
  end(): Promise<void>;
}

/** Starts a process that waits for jobs. Loading its modules costs most of its life: the next one is started ahead. */
export function startVaultProcess(): VaultProcess {
  const child = fork(new URL("./vault-process.ts", import.meta.url), [], {
    execArgv: ["--conditions=@cookiehub/source", "--no-warnings"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "cookiehub-test-compiled") },
  });
  const ended = once(child, "exit");
  return {
    async run(job) {
      child.send(job);
      return readAnswer(child);
    },
    kill: () => child.kill("SIGKILL"),
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function readAnswer(child: ChildProcess): Promise<VaultAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const onMessage = (said: VaultAnswer | { readonly error: string }): void => {
      child.off("exit", onExit);
      if ("error" in said) reject(new Error(said.error));
      else resolve(said);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      child.off("message", onMessage);
      if (signal === "SIGKILL") resolve(undefined);
      else reject(new Error(`the process ended with ${code ?? signal}`));
    };
    child.once("message", onMessage);
    child.once("exit", onExit);
  });
}

/** Answers as Bunny's logging API does, v1, and as the publisher of networks. */
export async function startSources(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://sources.invalid");
    if (url.pathname === "/asn.csv") return response.end(ASN_LIST);
    const [, month, date, year, zone = ""] = /^\/(\d\d)-(\d\d)-(\d\d)\/(\w+)\.log$/.exec(url.pathname) ?? [];
    const read = (name: string) => Number(url.searchParams.get(name));
    const part = readBunnyLines(zone, `20${year}-${month}-${date}`).slice(read("start"), read("end"));
    return response.end(part.map((line) => `${line}\n`).join(""));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
