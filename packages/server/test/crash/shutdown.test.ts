import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startServerProcess } from "../server-process.ts";
import { DECISION, toHeaders } from "../test-server.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-stop-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const env = (): Record<string, string> => ({
  COOKIEHUB_DATA_DIR: directory,
  COOKIEHUB_INIT_TENANT_ID: "demo",
  COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
});

test("SIGTERM under load: every request is answered or refused at the door, and the process ends with 0", async () => {
  const server = await startServerProcess(env());
  const answers: number[] = [];
  let ended: Promise<number | null> | undefined;
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count++) {
      const device = `dev_stop${writer}n${count}x`;
      const options = { method: "POST", headers: toHeaders(device, `key_${device}`), body: JSON.stringify(DECISION) };
      const response = await fetch(`${server.url}/api/v1/consent`, options).catch(() => undefined);
      // No connection: the door is closed. Before that, every answer is a whole one.
      if (!response) return;
      answers.push(response.status);
      await response.json();
      if (answers.length >= 100) ended ??= server.end("SIGTERM");
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
  expect(await ended).toBe(0);
  expect(new Set(answers)).toEqual(new Set([201]));
});

test("a first start that finds its port taken shows the key it made: no later start would", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  try {
    await expect(startServerProcess({ ...env(), PORT: String(port) })).rejects.toThrow(
      /chk_[\w-]{43}\s+The port is taken/,
    );
  } finally {
    other.close();
  }
});

test("a wrong variable stops the start with one line and exit code 1", async () => {
  await expect(startServerProcess({ ...env(), PORT: "many" })).rejects.toThrow(
    /ended with 1 .*PORT must be a whole number/,
  );
});

test.each([
  ["HOST", "203.0.113.7", "HOST is not an address of this machine"],
  ["COOKIEHUB_DATA_DIR", "/dev/null/data", "The data directory \\(COOKIEHUB_DATA_DIR\\) cannot be used"],
])("%s=%s stops the start with one line, without a trace", async (name, value, message) => {
  const line = new RegExp(`${message}[^\\n]*\\n$`);
  await expect(startServerProcess({ ...env(), COOKIEHUB_INIT_API_KEY: "k".repeat(24), [name]: value })).rejects.toThrow(
    line,
  );
});
