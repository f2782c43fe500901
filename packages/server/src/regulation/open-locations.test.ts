import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toMmdb } from "../../test/mmdb.ts";
import { startTestServer, type TestServer, toHeaders } from "../../test/test-server.ts";
import { ConfigError } from "../config.ts";

let directory: string;
let file: string;
let server: TestServer | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-places-"));
  file = join(directory, "city.mmdb");
  await writeFile(file, toMmdb({ "6.6.6.0/24": { country: { iso_code: "US" }, subdivisions: [{ iso_code: "CA" }] } }));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function check(headers: Record<string, string>, query = ""): Promise<{ regulation: string }> {
  const path = `/api/v1/consent?${query}`;
  const response = await server?.call("GET", path, { headers: { ...toHeaders("dev_places001"), ...headers } });
  return (await response?.json()) as { regulation: string };
}

describe("a server", () => {
  test("looks up the address that a trusted proxy forwards, and asks where it finds nothing", async () => {
    server = await startTestServer({ env: { COOKIEHUB_GEOIP_FILE: file } });
    expect(await check({ "X-Forwarded-For": "6.6.6.6" })).toMatchObject({ regulation: "ccpa" });
    expect(await check({ "X-Forwarded-For": "9.9.9.9" })).toMatchObject({ regulation: "default" });
    expect(await check({ "X-Forwarded-For": "6.6.6.6", "X-Geo-Country": "DE" })).toMatchObject({ regulation: "gdpr" });
  });

  test("knows countries without any file of its own", async () => {
    server = await startTestServer();
    expect(await check({ "X-Forwarded-For": "91.0.0.1" })).toMatchObject({ regulation: "gdpr" });
    expect(await check({ "X-Forwarded-For": "8.8.8.8" })).toMatchObject({ regulation: "us-state" });
  });

  test("behind a plain proxy believes the one header that it was told of, and no query", async () => {
    server = await startTestServer({
      env: { COOKIEHUB_LOCATION_HEADERS: "X-Country", COOKIEHUB_GEOIP_FILE: "none" },
    });
    expect(await check({ "X-Country": "US-CA" }, "country=DE")).toMatchObject({ regulation: "ccpa" });
    expect(await check({ "X-Geo-Country": "US-CA" }, "country=US-CA")).toMatchObject({ regulation: "default" });
  });

  test("lets shared caches keep a script only where a header decided it", async () => {
    server = await startTestServer({ env: { COOKIEHUB_GEOIP_FILE: file } });
    const load = async (headers: Record<string, string>) => {
      const response = await server?.call("GET", "/c/demo0001.js", { headers });
      return { text: await response?.text(), cache: response?.headers.get("cache-control") };
    };
    const found = await load({ "X-Forwarded-For": "6.6.6.6" });
    expect(found.text).toContain('"id":"ccpa"');
    expect(found.cache).toMatch(/^private, max-age=60/);
    expect((await load({ "X-Forwarded-For": "9.9.9.9" })).cache).toMatch(/^private/);
    expect((await load({ "X-Geo-Country": "FR" })).cache).toMatch(/^public, max-age=60/);
  });

  test("does not start with a database that is none, and says which variable is wrong", async () => {
    await writeFile(file, "not a database");
    const start = startTestServer({ env: { COOKIEHUB_GEOIP_FILE: file } });
    await expect(start).rejects.toThrow(ConfigError);
    await expect(start).rejects.toThrow("COOKIEHUB_GEOIP_FILE");
    await expect(startTestServer({ env: { COOKIEHUB_LOCATION_HEADERS: "a b" } })).rejects.toThrow(
      'COOKIEHUB_LOCATION_HEADERS: "a b"',
    );
  });
});
