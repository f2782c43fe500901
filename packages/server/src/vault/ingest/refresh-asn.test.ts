import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { toZip } from "../../../test/zip.ts";
import { createAddressWords, readAddress } from "../../http/address.ts";
import { createLog } from "../../http/log.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { ObjectStore } from "../../storage/ports.ts";
import { readAsnClasses } from "../asn/asn-classes.ts";
import { AsnDataError } from "../asn/asn-data-error.ts";
import { downloadAsnFile, toAsnSource, toMaxMindSource } from "../asn/asn-source.ts";
import { type AsnKeeper, type AsnKeeperParts, createAsnKeeper } from "./refresh-asn.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 20);
const words = createAddressWords();
const options = { timeoutMs: 10_000, bytesMax: 1000, signal: new AbortController().signal };

function toList(asn: number, networks = 4): Buffer {
  const lines = Array.from({ length: networks }, (_, index) => `192.0.${index + 2}.0/24,${asn},Example Hosting`);
  const header = "network,autonomous_system_number,autonomous_system_organization";
  return toZip({ "GeoLite2-ASN-Blocks-IPv4.csv": [header, ...lines, ""].join("\n") });
}

async function openFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-asn-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A publisher, a clock, and as many processes on one object store as are asked for. */
async function createWorld(): Promise<{
  readonly objects: ObjectStore;
  readonly asked: () => number;
  publish(list: Buffer | Error): void;
  pass(ms: number): void;
  start(changes?: Partial<AsnKeeperParts>): AsnKeeper;
}> {
  const objects = await createFileObjects({ directory: await openFolder() });
  let published: Buffer | Error = toList(64500);
  let nowMs = START_MS;
  let asked = 0;
  return {
    objects,
    asked: () => asked,
    publish: (list) => {
      published = list;
    },
    pass: (ms) => {
      nowMs += ms;
    },
    start: (changes) =>
      createAsnKeeper({
        source: { kind: "url", url: "https://lists.example/asn.zip" },
        classes: readAsnClasses(""),
        store: { exclusively: (_, run) => run() },
        objects,
        log: createLog("silent").log,
        download: async () => {
          asked++;
          if (published instanceof Error) throw published;
          return published;
        },
        closing: new AbortController().signal,
        now: () => nowMs,
        ...changes,
      }),
  };
}

const find = (keeper: AsnKeeper): unknown => keeper.find(readAddress("192.0.2.9", words), words);

describe("networks from a URL", () => {
  test("are downloaded once for every process, and are there again after a restart", async () => {
    const world = await createWorld();
    const [first, second] = [world.start(), world.start()];
    expect(find(first)).toEqual({ asn: 0, asnClass: "unknown" });
    for (const keeper of [first, second, world.start()]) {
      expect(await keeper.task.run()).toBe("done");
      expect(await keeper.task.run()).toBe("idle");
      expect(find(keeper)).toEqual({ asn: 64500, asnClass: "hosting" });
    }
    expect(world.asked()).toBe(1);
  });

  test("are read before the first session is made, whether or not this process keeps them", async () => {
    const world = await createWorld();
    const keeper = world.start();
    expect(await keeper.prepare()).toBe(true);
    expect(find(keeper)).toEqual({ asn: 64500, asnClass: "hosting" });
    world.publish(toList(64501));
    world.pass(7 * DAY_MS);
    expect(await keeper.prepare()).toBe(true);
    expect(find(keeper)).toMatchObject({ asn: 64501 });
  });

  test("are waited for while another process downloads them, and not for a publisher who fails", async () => {
    const world = await createWorld();
    const waiting = world.start({ store: { exclusively: async () => undefined } });
    expect(await waiting.prepare()).toBe(false);
    const [first, failing] = [world.start(), world.start()];
    world.publish(new AsnDataError("bad_status", "the answer was 500"));
    expect(await failing.prepare()).toBe(true);
    world.publish(toList(64500));
    await first.task.run();
    expect(await waiting.prepare()).toBe(true);
    expect(find(waiting)).toMatchObject({ asn: 64500 });
  });

  test("are waited for while a store does not answer, and read as soon as it does, without another download", async () => {
    const world = await createWorld();
    await world.start().task.run();
    let isAway = true;
    const away = async (): Promise<never> => {
      throw new StorageUnavailableError("gone");
    };
    const objects: ObjectStore = { ...world.objects, get: (key) => (isAway ? away() : world.objects.get(key)) };
    const keeper = world.start({ objects });
    await expect(keeper.prepare()).rejects.toThrow("gone");
    isAway = false;
    expect(await keeper.prepare()).toBe(true);
    expect(find(keeper)).toMatchObject({ asn: 64500 });
    expect(world.asked()).toBe(1);
  });

  test("are used though they cannot be kept, and are not asked for over and over then", async () => {
    const world = await createWorld();
    const put = () => Promise.reject(new StorageUnavailableError("full"));
    const keeper = world.start({ objects: { ...world.objects, put } });
    for (let attempt = 0; attempt < 5; attempt++) await keeper.prepare().catch(() => false);
    expect(find(keeper)).toMatchObject({ asn: 64500 });
    expect(world.asked()).toBe(1);
  });

  test("are downloaded anew once a week, and reach the processes that did not ask", async () => {
    const world = await createWorld();
    const [first, second] = [world.start(), world.start()];
    for (const keeper of [first, second]) await keeper.task.run();
    world.publish(toList(64501));
    world.pass(6 * DAY_MS);
    expect(await first.task.run()).toBe("idle");
    world.pass(DAY_MS);
    for (const keeper of [first, second]) expect(await keeper.task.run()).toBe("done");
    for (const keeper of [first, second]) expect(find(keeper)).toMatchObject({ asn: 64501 });
    expect(world.asked()).toBe(2);
  });

  test.each([
    ["fails", new AsnDataError("bad_status", "the answer was 500")],
    ["sends something else", Buffer.from("<html>")],
    ["sends half a list", toList(64501, 1)],
  ])("stay as they are while the publisher %s, who is asked again after 1, 2, 4 hours", async (_, answer) => {
    const world = await createWorld();
    const keeper = world.start();
    await keeper.task.run();
    world.publish(answer);
    world.pass(7 * DAY_MS);
    for (const [hours, asked] of [
      [0, 2],
      [0.9, 2],
      [0.1, 3],
      [1.9, 3],
      [0.1, 4],
      [4, 5],
    ] as const) {
      world.pass(hours * HOUR_MS);
      expect(await keeper.task.run()).toBe("idle");
      expect(world.asked()).toBe(asked);
      expect(find(keeper)).toMatchObject({ asn: 64500 });
    }
    expect(keeper.failures()).toBe(4);
    world.publish(toList(64502));
    world.pass(DAY_MS);
    expect(await keeper.task.run()).toBe("done");
    expect(find(keeper)).toMatchObject({ asn: 64502 });
  });

  test("are left to the process that is at it", async () => {
    const world = await createWorld();
    expect(await world.start({ store: { exclusively: async () => undefined } }).task.run()).toBe("idle");
    expect(world.asked()).toBe(0);
  });

  test("are no fault of the publisher where the store does not answer: the loop hears of it", async () => {
    const world = await createWorld();
    const put = async (): Promise<never> => {
      throw new StorageUnavailableError("away");
    };
    const keeper = world.start({ objects: { ...world.objects, put } });
    await expect(keeper.task.run()).rejects.toThrow(StorageUnavailableError);
  });

  test("a damaged copy is downloaded again", async () => {
    const world = await createWorld();
    await world.objects.put("asn/2026-11-19-0000", Buffer.from("rubbish"));
    const keeper = world.start();
    expect(await keeper.task.run()).toBe("idle");
    world.pass(HOUR_MS);
    expect(await keeper.task.run()).toBe("done");
    expect(find(keeper)).toMatchObject({ asn: 64500 });
  });
});

test("networks from a file are read when it changes, by the operator's classes", async () => {
  const world = await createWorld();
  const path = join(await openFolder(), "asn.zip");
  const classes = readAsnClasses("64500,education");
  const keeper = world.start({ source: toAsnSource(path), classes });
  expect(await keeper.task.run()).toBe("idle");
  expect(keeper.failures()).toBe(1);
  await writeFile(path, toList(64500));
  expect(await keeper.task.run()).toBe("done");
  expect(await keeper.task.run()).toBe("idle");
  expect(find(keeper)).toEqual({ asn: 64500, asnClass: "education" });
  await writeFile(path, "half of a fil");
  expect(await keeper.task.run()).toBe("idle");
  expect(keeper.size()).toBe(4);
  expect(world.asked()).toBe(0);
});

describe("a download", () => {
  async function listen(answers: Readonly<Record<string, [number, Record<string, string>, string]>>): Promise<string> {
    const server = createServer((request, response) => {
      const [status, headers, body] = answers[request.url ?? ""] ?? [404, {}, ""];
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test("follows the publisher to its storage, and to nowhere else", async () => {
    const storage = await listen({ "/kept": [200, {}, "list"] });
    const start = await listen({
      "/a?key=secret": [302, { Location: `${storage}/kept` }, ""],
      "/file": [302, { Location: "file:///etc/passwd" }, ""],
      "/plain": [302, { Location: "http://192.0.2.1/" }, ""],
      "/loop": [302, { Location: "/loop" }, ""],
    });
    expect(Buffer.from(await downloadAsnFile(`${start}/a?key=secret`, options)).toString()).toBe("list");
    for (const path of ["/file", "/plain", "/loop"])
      await expect(downloadAsnFile(start + path, options)).rejects.toMatchObject({ code: "bad_redirect" });
  });

  test("ends at a bound, and no message names the address, which may hold a key", async () => {
    const server = await listen({ "/long?key=secret": [200, {}, "x".repeat(1001)] });
    await expect(downloadAsnFile(`${server}/long?key=secret`, options)).rejects.toMatchObject({ code: "too_large" });
    for (const url of [`${server}/none?key=secret`, "http://127.0.0.1:1/?key=secret"]) {
      const failure = await downloadAsnFile(url, options).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(AsnDataError);
      expect(String(failure)).not.toContain("secret");
    }
  });

  test("asks https alone, but for this machine; the key goes into the address", () => {
    expect(toMaxMindSource("a&b c")).toMatchObject({ url: expect.stringMatching(/^https:.*license_key=a%26b\+c$/) });
    expect(toAsnSource("https://lists.example/a.zip")).toEqual({ kind: "url", url: "https://lists.example/a.zip" });
    expect(toAsnSource("/var/lib/asn.zip")).toEqual({ kind: "file", path: "/var/lib/asn.zip" });
    for (const text of ["http://lists.example/", "ftp://lists.example/", "https://me:secret@lists.example/"])
      expect(() => toAsnSource(text)).toThrow("https address");
  });
});
