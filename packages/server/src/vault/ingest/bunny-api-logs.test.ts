import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createLog } from "../../http/log.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { ObjectStore } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { type BunnyPullParts, createBunnyPull, toDueDays } from "./bunny-api-logs.ts";
import { createBunnyLogs } from "./bunny-logs.ts";

const KEY = "a-key";
const DAY = "2026-03-01";
const NOON_MS = Date.parse("2026-03-02T12:00:00Z");

type Answer = (response: ServerResponse, url: URL) => void;

/** Answers as Bunny does: both versions, by a list of lines per zone and day. */
async function startBunny(lines: (zone: string, day: string) => readonly string[]) {
  const asked: string[] = [];
  let interfere: Answer | undefined;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://bunny.invalid");
    asked.push(url.pathname + url.search);
    if (request.headers.accesskey !== KEY) return response.writeHead(401).end();
    if (interfere) return interfere(response, url);
    answer(response, url);
  });
  const answer: Answer = (response, url) => {
    const legacy = /^\/(\d\d)-(\d\d)-(\d\d)\/(\w+)\.log$/.exec(url.pathname);
    const read = (name: string) => Number(url.searchParams.get(name));
    if (legacy) {
      const [, month, date, year, zone = ""] = legacy;
      const part = lines(zone, `20${year}-${month}-${date}`).slice(read("start"), read("end"));
      response.end(part.map((line) => `${line}\n`).join(""));
      return;
    }
    const zone = /^\/v2\/pullzones\/(\w+)\/logs$/.exec(url.pathname)?.[1] ?? "";
    const all = lines(zone, url.searchParams.get("from")?.slice(0, 10) ?? "");
    const data = all.slice(read("offset"), read("offset") + read("limit")).map((line) => ({ requestId: line }));
    const hasMore = read("offset") + data.length < all.length;
    response.end(JSON.stringify({ data, pagination: { hasMore } }));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setInterference: (next: Answer | undefined) => {
      interfere = next;
    },
  };
}

async function open(url: string, given: Partial<BunnyPullParts> & { readonly version?: "v1" | "v2" } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-bunny-"));
  const store = await createSqliteRelational({ file: join(directory, "db.sqlite") });
  const objects = await createFileObjects({ directory: join(directory, "objects") });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const clock = { nowMs: NOON_MS };
  const { version = "v1", ...more } = given;
  const parts: BunnyPullParts = {
    logs: createBunnyLogs({ accessKey: KEY, version, url, timeoutMs: 5000 }),
    ...{ zones: ["11"], store, objects, log: createLog("silent").log, now: () => clock.nowMs, batchLines: 10 },
    ...more,
  };
  return { parts, clock, pull: createBunnyPull(parts) };
}

async function readBronze(objects: ObjectStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const key of objects.list("bunny/")) {
    lines.push(
      ...gunzipSync((await objects.get(key)) ?? "")
        .toString("utf8")
        .trim()
        .split("\n"),
    );
  }
  return lines;
}

const toLines = (count: number): string[] => Array.from({ length: count }, (_, index) => `HIT|200|${index}`);
const only = (day: string, lines: readonly string[]) => (_: string, asked: string) => (asked === day ? lines : []);

describe("days of a log", () => {
  test("are due four hours after their end, and as long as the provider has them", () => {
    expect(toDueDays(Date.parse("2026-03-02T03:59:59Z"))).toEqual(["2026-02-27", "2026-02-28"]);
    expect(toDueDays(Date.parse("2026-03-02T04:00:00Z"))).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  });
});

describe.each(["v1", "v2"] as const)("the pull of Bunny's logs, %s", (version) => {
  test("brings every line of a day once, in parts, and then asks no more", async () => {
    const bunny = await startBunny(only(DAY, toLines(25)));
    const { parts, pull } = await open(bunny.url, { version });
    while ((await pull.task.run()) === "done");
    const expected = version === "v1" ? toLines(25) : toLines(25).map((requestId) => JSON.stringify({ requestId }));
    expect(await readBronze(parts.objects)).toEqual(expected);
    expect(await parts.store.read(() => parts.store.repositories.cdn.countFiles())).toMatchObject({ pending: 3 });
    expect(await pull.readLagMs()).toBe(0);
    const before = bunny.asked.length;
    expect(await pull.task.run()).toBe("idle");
    expect(bunny.asked).toHaveLength(before);
  });

  test("a day whose lines fill the last part exactly ends there", async () => {
    const bunny = await startBunny(only(DAY, toLines(20)));
    const { parts, pull } = await open(bunny.url, { version });
    while ((await pull.task.run()) === "done");
    expect(await readBronze(parts.objects)).toHaveLength(20);
    expect(await pull.readLagMs()).toBe(0);
  });

  test("a crash between any two steps brings the same lines, none twice", async () => {
    for (const step of [1, 2]) {
      const bunny = await startBunny(only(DAY, toLines(25)));
      const { parts, pull } = await open(bunny.url, { version });
      let calls = 0;
      const broken = createBunnyPull({
        ...parts,
        store: {
          ...parts.store,
          transaction: async (unit) => {
            calls += 1;
            if (calls === step) throw new Error("the process ends here");
            return parts.store.transaction(unit);
          },
        },
      });
      await broken.task.run().catch(() => "ended");
      while ((await pull.task.run()) === "done");
      expect(new Set(await readBronze(parts.objects)).size).toBe(25);
      expect(await readBronze(parts.objects)).toHaveLength(25);
    }
  });
});

describe("a pull that fails", () => {
  test("stays away as long as it is asked to, then goes on where it was, and the other zones wait for nobody", async () => {
    const bunny = await startBunny(only(DAY, toLines(12)));
    const { parts, pull, clock } = await open(bunny.url, { zones: ["11", "12"] });
    bunny.setInterference((response, url) => {
      if (url.pathname.includes("/11.log")) response.writeHead(429, { "Retry-After": "90" }).end();
      else response.end("");
    });
    await expect(pull.task.run()).rejects.toThrow("429");
    bunny.setInterference(undefined);
    await expect(parts.store.read(() => parts.store.repositories.cdn.findPull("12", DAY))).resolves.toMatchObject({
      isComplete: true,
    });
    expect(await pull.task.run()).toBe("idle");
    clock.nowMs += 90_000;
    while ((await pull.task.run()) === "done");
    expect(await readBronze(parts.objects)).toHaveLength(12);
  });

  test.each([
    [
      "half an answer",
      (response: ServerResponse) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write("HIT|200|1\n");
        setImmediate(() => response.destroy());
      },
    ],
    ["no answer", (response: ServerResponse) => response.destroy()],
    ["an error", (response: ServerResponse) => response.writeHead(500).end("x")],
    ["a redirect", (response: ServerResponse) => response.writeHead(302, { Location: "/elsewhere" }).end()],
  ] as const)("after %s has written nothing", async (_, interference) => {
    const bunny = await startBunny(only(DAY, toLines(12)));
    const { parts, pull } = await open(bunny.url);
    bunny.setInterference(interference);
    await expect(pull.task.run()).rejects.toThrow();
    expect(await readBronze(parts.objects)).toEqual([]);
    expect(await pull.readLagMs()).toBeGreaterThan(0);
  });

  test.each(["{}", "not JSON", '{"data":[],"pagination":{"hasMore":true}}'])(
    "what is no page of the second version is refused: %s",
    async (text) => {
      const bunny = await startBunny(only(DAY, []));
      const { pull } = await open(bunny.url, { version: "v2" });
      bunny.setInterference((response) => response.end(text));
      await expect(pull.task.run()).rejects.toThrow(/page/);
    },
  );

  test("says so before the provider deletes what is missing", async () => {
    const bunny = await startBunny(only(DAY, toLines(1)));
    const told: unknown[] = [];
    const log = { ...createLog("silent").log, error: (fields: unknown) => told.push(fields) };
    const { pull, clock } = await open(bunny.url, { log: log as unknown as BunnyPullParts["log"] });
    bunny.setInterference((response) => response.writeHead(403).end());
    clock.nowMs = Date.parse("2026-03-02T05:00:00Z");
    await pull.task.run().catch(() => {});
    expect(told).toEqual([
      expect.objectContaining({ day: "2026-02-27" }),
      expect.objectContaining({ day: "2026-02-28" }),
    ]);
    expect(await pull.readLagMs()).toBe(clock.nowMs - Date.parse("2026-02-28"));
  });
});
