import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createSyntheticList } from "../../../../examples/demo/tcf/synthetic-list.ts";
import { createTestLog } from "../../test/tcf-kit.ts";
import type { Logger } from "../http/log.ts";
import { DisclosureError } from "./disclosure-url.ts";
import { createDisclosures } from "./disclosures.ts";
import type { Connector } from "./https-get.ts";
import { readDisclosure } from "./read-disclosure.ts";
import { readVendorList } from "./read-vendor-list.ts";
import type { GlobalVendorList } from "./vendor-list.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };
const DAY_MS = 86_400_000;
const whole = readVendorList(Buffer.from(JSON.stringify(createSyntheticList({ vendors: 40 }))));
const staying = whole.vendors.filter(({ deletedDate, deviceStorageDisclosureUrl: url }) => url && !deletedDate);
const first = staying[0]?.id ?? 0;
const toBytes = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

function createParts(headers: Record<string, string> = {}) {
  const clock = { nowMs: Date.parse("2026-11-21T00:00:00Z") };
  const answer = { identifier: "one", headers, isAway: false, body: undefined as Uint8Array | undefined };
  const connect = vi.fn<Connector>(async () => {
    if (answer.isAway) throw new Error("ECONNREFUSED");
    const body = answer.body ?? toBytes({ disclosures: [{ identifier: answer.identifier, type: "cookie" }] });
    return { status: 200, headers: new Headers(answer.headers), body };
  });
  const list = { newest: whole as GlobalVendorList | undefined };
  const log = createTestLog();
  const disclosures = createDisclosures({
    list: () => list.newest,
    resolve: async () => ["93.184.215.14"],
    connect,
    log: log as unknown as Logger,
    now: () => clock.nowMs,
  });
  const read = async (id = first): Promise<string | undefined> =>
    (await disclosures.read(id))?.answer?.disclosures[0]?.identifier;
  return { clock, answer, connect, list, log, disclosures, read };
}

describe("keeping vendors' disclosures", () => {
  test("T79 a copy is kept as long as the vendor says, and then asked for again", async () => {
    const { clock, answer, connect, read } = createParts({ "Cache-Control": "max-age=3600" });
    expect(await read()).toBe("one");
    answer.identifier = "two";
    clock.nowMs += 3_599_999;
    expect(await read()).toBe("one");
    clock.nowMs += 1;
    expect(await read()).toBe("two");
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test("T79 without a word from the vendor it is asked for again after a day", async () => {
    const { clock, answer, read } = createParts();
    await read();
    answer.identifier = "two";
    clock.nowMs += DAY_MS - 1;
    expect(await read()).toBe("one");
    clock.nowMs += 1;
    expect(await read()).toBe("two");
  });

  test.each([
    ["no-store", 60_000],
    ["max-age=0", 60_000],
    ["max-age=9999999999", 30 * DAY_MS],
  ])(
    "T79 %s holds %i ms: neither a vendor nor a visitor makes us ask all the time, or never again",
    async (control, ms) => {
      const { clock, disclosures } = createParts({ "Cache-Control": control });
      expect((await disclosures.read(first))?.validUntilMs).toBe(clock.nowMs + ms);
    },
  );

  test("T79 while the vendor is away or sends nonsense the older copy is shown, and it is asked minutes later", async () => {
    const { clock, answer, connect, read, log } = createParts();
    await read();
    for (const fault of [{ isAway: true }, { isAway: false, body: Buffer.from("<html>") }]) {
      Object.assign(answer, fault);
      clock.nowMs += DAY_MS;
      const before = connect.mock.calls.length;
      expect([await read(), await read(), await read()]).toEqual(["one", "one", "one"]);
      expect(connect).toHaveBeenCalledTimes(before + 1);
    }
    expect(log.warn).toHaveBeenCalledTimes(2);
    Object.assign(answer, { body: undefined, identifier: "two" });
    clock.nowMs += 300_000;
    expect(await read()).toBe("two");
  });

  test("T80 a vendor that gives nothing is asked once in five minutes, however many visitors look", async () => {
    const { clock, answer, connect, disclosures, read } = createParts();
    answer.isAway = true;
    for (let round = 0; round < 5; round++) expect((await disclosures.read(first))?.answer).toBeUndefined();
    expect(connect).toHaveBeenCalledTimes(1);
    clock.nowMs += 300_000;
    answer.isAway = false;
    expect(await read()).toBe("one");
  });

  test("T80 visitors who look at the same time share one download", async () => {
    const { connect, read } = createParts();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => read())))).toEqual(new Set(["one"]));
    expect(connect).toHaveBeenCalledTimes(1);
  });

  test("T80 no more than 16 vendors are asked at a time; whoever is refused is not told for long", async () => {
    const { connect, disclosures, clock } = createParts();
    const ends: (() => void)[] = [];
    connect.mockImplementation(
      () =>
        new Promise((resolve) => ends.push(() => resolve({ status: 404, headers: new Headers(), body: Buffer.of() }))),
    );
    const asked = staying.slice(0, 20).map(({ id }) => disclosures.read(id));
    await vi.waitFor(() => expect(ends).toHaveLength(16), WAIT);
    expect(await asked.at(-1)).toEqual({ answer: undefined, validUntilMs: clock.nowMs });
    for (const end of ends) end();
    await Promise.all(asked);
    expect(connect).toHaveBeenCalledTimes(16);
  });

  test("T80 only vendors of the newest list are asked, at the address that it has", async () => {
    const { connect, disclosures, list, read } = createParts();
    const gone = whole.vendors.find(({ deletedDate }) => deletedDate)?.id ?? 0;
    for (const id of [0, -1, 65_000, gone, Number.NaN]) expect(await disclosures.read(id)).toBeNull();
    await read();
    list.newest = {
      ...whole,
      vendors: whole.vendors.map((one) => ({ ...one, deviceStorageDisclosureUrl: "https://new.example/d.json" })),
    };
    await read();
    expect(connect.mock.calls.map(([{ url }]) => url.host)).toEqual([`v${first}.vendors.example`, "new.example"]);
    list.newest = undefined;
    expect(await disclosures.read(first)).toBeNull();
  });
});

describe("reading a vendor's file", () => {
  test("T78 T81 keeps the known members, and nothing else", () => {
    const entry = {
      identifier: "id",
      type: "cookie",
      maxAgeSeconds: 60,
      cookieRefresh: true,
      domains: ["*.a.example"],
      purposes: [1, 2],
      specialPurposes: [1],
      optOut: true,
    };
    const domains = [{ domain: "a.example", use: "All." }];
    const sdks = [{ name: "kit", use: "Apps." }];
    const file = { disclosures: [{ ...entry, secret: 1 }], domains, sdks, other: 1 };
    expect(readDisclosure(toBytes(file))).toEqual({ disclosures: [entry], domains, sdks });
  });

  test("T78 members that are missing are not guessed, and the older form of a domain is read", () => {
    const file = { disclosures: [{ identifier: "id", type: "web", domain: "a.example", maxAgeSeconds: null }] };
    expect(readDisclosure(toBytes(file))).toEqual({
      disclosures: [
        {
          ...{ identifier: "id", type: "web", maxAgeSeconds: null, cookieRefresh: false, domains: ["a.example"] },
          ...{ purposes: [], specialPurposes: [], optOut: false },
        },
      ],
      domains: [],
      sdks: [],
    });
  });

  test("T80 what is too long is cut, and what is too much is left out", () => {
    const long = { identifier: "x".repeat(10_000), type: "cookie", domains: Array(999).fill("a.example") };
    const read = readDisclosure(toBytes({ disclosures: Array(3000).fill(long) }));
    expect(read.disclosures).toHaveLength(2000);
    expect([read.disclosures[0]?.identifier.length, read.disclosures[0]?.domains.length]).toEqual([500, 64]);
  });

  test.each([["[]"], ["null"], ["{}"], ['{"disclosures":{}}'], ["<html>"], [""], ['"\\ud800'], ["{"]])(
    "T80 %s is a typed failure",
    (text) => {
      expect(() => readDisclosure(Buffer.from(text))).toThrow(DisclosureError);
    },
  );

  test("T80 any JSON is read, or a typed failure", () => {
    const value = fc.jsonValue();
    fc.assert(
      fc.property(fc.oneof(value, fc.record({ disclosures: fc.array(value), domains: value, sdks: value })), (json) => {
        try {
          for (const { identifier, type } of readDisclosure(toBytes(json)).disclosures) {
            expect([typeof identifier, typeof type]).toEqual(["string", "string"]);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DisclosureError);
        }
      }),
    );
  });
});
