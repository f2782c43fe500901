import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { fromSlimList } from "@cookiehub/schemas/signals";
import type { TcfTextsAnswer, TcfVendorPageAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ListServer, startListServer } from "../../../../examples/demo/tcf/list-server.ts";
import { createTestLog } from "../../test/tcf-kit.ts";
import { startTestServer, type TestServer } from "../../test/test-server.ts";
import type { Logger } from "../http/log.ts";
import type { ApiRequest } from "../http/route.ts";
import { createFileObjects } from "../storage/objects/filesystem.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { tcfFirstLayerAnswerSchema, tcfTextsAnswerSchema, tcfVendorPageAnswerSchema } from "./answers.ts";
import { createTcf } from "./create-tcf.ts";
import type { DisclosureAnswer } from "./disclosures.ts";
import { createTcfRoutes } from "./routes.ts";
import type { TcfListReference } from "./selections.ts";
import type { TcfService } from "./service.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };
const FOREVER = "public, max-age=31536000, immutable";
let publisher: ListServer;
let server: TestServer;
let service: TcfService;
let closeOther: () => Promise<void>;
let all: TcfListReference;

const toEnv = (listUrl: string) => ({
  COOKIEHUB_TCF_CMP_ID: "300",
  COOKIEHUB_TCF_CMP_VERSION: "1",
  COOKIEHUB_TCF_ATTESTATION: "https://cmp.example/attestation",
  COOKIEHUB_TCF_LIST_URL: listUrl,
});
const get = (path: string, headers: Record<string, string> = { "Accept-Encoding": "identity" }): Promise<Response> =>
  server.call("GET", path, { headers });
const readReady = async (): Promise<unknown> => (await (await get("/ready")).json()) as unknown;
const readMetric = async (name: string): Promise<number> =>
  Number(new RegExp(`^cookiehub_${name} (\\S+)$`, "m").exec(await (await get("/metrics")).text())?.[1]);

beforeAll(async () => {
  publisher = await startListServer({ vendors: 250 });
  server = await startTestServer({ env: toEnv(publisher.listUrl) });
  await vi.waitFor(async () => expect(await readMetric("tcf_list_version")).toBe(178), { timeout: 20_000 });
  // Another process of the installation, which gives lists out that this server is then asked for.
  const store = await createSqliteRelational({ file: join(server.directory, "cookiehub.sqlite") });
  closeOther = () => store.close();
  const objects = await createFileObjects({ directory: join(server.directory, "objects") });
  const metrics = { addGauge: () => {}, addCounter: () => {} };
  const settings = { cmpId: 300, cmpVersion: 1, attestationUrl: "https://cmp.example/a", listUrl: publisher.listUrl };
  const log = createTestLog() as unknown as Logger;
  const tcf = await createTcf({ settings, store, objects, log, metrics, now: Date.now });
  service = tcf.service;
  const given = service.resolve("all");
  if (!given) throw new TypeError("no list");
  all = given;
  await vi.waitFor(async () => expect((await get(all.url)).status).toBe(200), WAIT);
});
afterAll(async () => {
  await closeOther();
  await server.close();
  await publisher.close();
});

describe("a tenant's list", () => {
  test("T70 T72 stands here under an address that names its content, for every page and for ever", async () => {
    const answer = await get(all.url);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": FOREVER,
      "access-control-allow-origin": "*",
      vary: "Accept-Encoding",
    });
    const list = fromSlimList(await answer.json());
    expect(list?.vendors).toHaveLength(all.vendorCount);
    expect(list?.vendorListVersion).toBe(178);
    const some = service.resolve([1, 2, 3, 5, 8]);
    await vi.waitFor(async () => {
      const small = fromSlimList(await (await get(some?.url ?? "")).json());
      expect(small?.vendors).toHaveLength(some?.vendorCount ?? 0);
    }, WAIT);
  });

  test("is sent packed, and not at all to whoever has it", async () => {
    const plain = await (await get(all.url)).text();
    for (const [encoding, unpack] of [
      ["br", brotliDecompressSync],
      ["gzip", gunzipSync],
    ] as const) {
      const raw = await fetchRaw(all.url, encoding);
      expect(raw.headers["content-encoding"]).toBe(encoding);
      expect(unpack(raw.body).toString()).toBe(plain);
      const again = await fetchRaw(all.url, encoding, String(raw.headers.etag));
      expect([again.status, again.body.length]).toEqual([304, 0]);
    }
  });

  test("T75 T91 has its vendors' details in pages", async () => {
    const base = all.url.replace("list.json", "");
    const first = (await (await get(`${base}vendors-1.json`)).json()) as TcfVendorPageAnswer;
    expect(tcfVendorPageAnswerSchema.parse(first)).toEqual(first);
    const ids: number[] = [];
    for (let page = 1; page <= first.pages; page++) {
      const answer = await get(`${base}vendors-${page}.json`);
      expect(answer.headers.get("cache-control")).toBe(FOREVER);
      ids.push(...((await answer.json()) as TcfVendorPageAnswer).vendors.map(({ id }) => id));
    }
    expect(ids).toHaveLength(all.vendorCount);
    expect((await get(`${base}vendors-${first.pages + 1}.json`)).status).toBe(404);
  });

  test("T92 T98 has its texts in every official language, from here, and in English where there is none", async () => {
    const base = all.url.replace("list.json", "");
    const read = async (language: string) => {
      const answer = await get(`${base}texts-${language}.json`);
      const texts = (await answer.json()) as TcfTextsAnswer;
      expect(tcfTextsAnswerSchema.parse(texts)).toEqual(texts);
      return [texts.language, texts.purposes[0]?.name, answer.headers.get("cache-control")];
    };
    expect(await read("en")).toEqual(["en", "Synthetic purpose 1", expect.stringContaining("max-age=86400")]);
    expect(await read("fr")).toEqual(["fr", "Synthetic purpose 1 [fr]", expect.stringContaining("max-age=86400")]);
    expect(await read("fr-CA")).toEqual(await read("fr"));
    expect(await read("pt")).toEqual([
      "pt-pt",
      "Synthetic purpose 1 [pt-pt]",
      expect.stringContaining("max-age=86400"),
    ]);
    expect(await read("cy")).toEqual(["en", "Synthetic purpose 1", "public, max-age=300"]);
    expect(await read("xx")).toEqual(await read("en"));
  });

  test("T85 has what of the texts stands on the first layer, a tenth of them, for these vendors alone", async () => {
    const base = all.url.replace("list.json", "");
    const answer = await get(`${base}first-fr.json`);
    expect(answer.headers.get("cache-control")).toContain("max-age=86400");
    const text = await answer.text();
    const first = tcfFirstLayerAnswerSchema.parse(JSON.parse(text));
    expect(first).toMatchObject({ language: "fr", hasInterests: true });
    expect(first.purposes[0]).toEqual({ id: 1, name: "Synthetic purpose 1 [fr]" });
    const whole = await (await get(`${base}texts-fr.json`)).text();
    expect(text.length).toBeLessThan(whole.length / 5);
  });

  test.each([
    ["no list", "/tcf/178-AAAAAAAAAAAAAAAAAAAAAA/list.json"],
    ["no hash", "/tcf/178/list.json"],
    ["a path out of the objects", "/tcf/..%2F..%2Fetc/list.json"],
    ["a path in place of the file", "/tcf/178-AAAAAAAAAAAAAAAAAAAAAA/..%2F..%2Flist.json"],
    ["a file that no list has", "/tcf/178-AAAAAAAAAAAAAAAAAAAAAA/vendors.json"],
    ["a language that is none", "/tcf/178-AAAAAAAAAAAAAAAAAAAAAA/texts-fr%2F..json"],
    ["a version that never was", "/tcf/99999-AAAAAAAAAAAAAAAAAAAAAA/list.json"],
    ["no vendor", "/tcf/disclosures/0.json"],
    ["a vendor that is not on the list", "/tcf/disclosures/65000.json"],
    ["a vendor that is no number", "/tcf/disclosures/__proto__.json"],
    ["a vendor with a path", "/tcf/disclosures/..%2F1.json"],
  ])("%s is 404, and kept by nobody", async (_what, path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });

  test("T80 a vendor whose address cannot be reached is 502, with when to try again", async () => {
    const base = all.url.replace("list.json", "");
    const { vendors } = (await (await get(`${base}vendors-1.json`)).json()) as TcfVendorPageAnswer;
    const vendor = vendors.find(({ hasDisclosure }) => hasDisclosure);
    // Its name ends in .example, which is nobody's (RFC 6761).
    const answer = await get(`/tcf/disclosures/${vendor?.id}.json`);
    expect(answer.status).toBe(502);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(200);
    expect(await answer.json()).toMatchObject({ error: { code: "upstream_unavailable" } });
  });
});

describe("a vendor's disclosures", () => {
  const fetchedAt = "2026-11-21T00:00:00.000Z";
  const answer = { vendorId: 7, disclosures: [], domains: [], sdks: [], fetchedAt };
  const request = { param: () => "7.json" } as unknown as ApiRequest;
  const ask = async (found: DisclosureAnswer) => {
    const read = vi.fn(async () => found);
    const [route] = createTcfRoutes({ service, disclosures: { read }, now: () => 1_000_000 });
    const sent = await route?.handle(request);
    expect(read).toHaveBeenCalledExactlyOnceWith(7);
    return sent;
  };

  test.each([
    [3_600, 3600],
    [30 * 86_400, 86_400],
    [-1, 5],
  ])("T79 that hold for %i seconds are kept by browsers for %i", async (seconds, maxAge) => {
    const sent = await ask({ answer, validUntilMs: 1_000_000 + seconds * 1000 });
    expect(sent).toEqual({ status: 200, headers: { "Cache-Control": `public, max-age=${maxAge}` }, body: answer });
  });

  test("T79 that are not there are said to be missing, not empty", async () => {
    await expect(ask({ answer: undefined, validUntilMs: 1_300_000 })).rejects.toMatchObject({
      ...{ code: "upstream_unavailable", retryAfterSeconds: 300 },
    });
  });
});

describe("a server of a registered operator", () => {
  test("T71 says how old its list is, and that it is ready with it", async () => {
    expect(await readReady()).toMatchObject({ status: "ready", checks: { tcf_list: "ok" } });
    expect(await readMetric("tcf_list_age_seconds")).toBeGreaterThanOrEqual(0);
  });

  test("T73 T74 starts without the publisher, says so, is ready all the same, and gives nothing out", async () => {
    const alone = await startTestServer({ env: toEnv("http://127.0.0.1:1/v3/vendor-list.json") });
    const readText = async (path: string): Promise<string> => (await alone.call("GET", path)).text();
    await vi.waitFor(
      async () => expect(await readText("/metrics")).toMatch(/^cookiehub_tcf_list_failures_total 1$/m),
      WAIT,
    );
    expect(await readText("/metrics")).toMatch(/^cookiehub_tcf_list_age_seconds -1$/m);
    const ready = await alone.call("GET", "/ready");
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: "degraded", checks: { tcf_list: "failed" } },
    ]);
    expect((await alone.call("GET", "/c/demo0001.js")).status).toBe(200);
    expect((await alone.call("GET", "/tcf/disclosures/1.json")).status).toBe(404);
    await alone.close();
  });

  test("D13 without a registration there is no list to ask for, nor a word of it in the description", async () => {
    const plain = await startTestServer();
    const description = await (await plain.call("GET", "/openapi.json")).text();
    expect(description).not.toContain("/tcf/");
    expect((await plain.call("GET", all.url)).status).toBe(404);
    expect(await (await plain.call("GET", "/metrics")).text()).not.toContain("tcf");
    await plain.close();
    expect(await (await get("/openapi.json")).text()).toContain("/tcf/{list}/{file}");
  });
});

/** What `fetch` would unpack. */
async function fetchRaw(path: string, encoding: string, etag?: string) {
  const { request } = await import("node:http");
  const headers = { "Accept-Encoding": encoding, ...(etag !== undefined && { "If-None-Match": etag }) };
  return await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      request({ host: "127.0.0.1", port: server.port, path, headers }, async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      })
        .once("error", reject)
        .end();
    },
  );
}
