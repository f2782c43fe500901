import type { ConsentCheckAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

const KEY = { "X-Tenant-ID": "demo", "X-API-Key": TEST_API_KEY };
let server: TestServer;
let devices = 0;
let device: string;

async function publish(required: readonly string[]): Promise<void> {
  const categories = ["essential", "functional", "analytics"].map((id) => ({
    ...{ id, name: id, description: id, cookies: [], vendors: [], services: [] },
    required: required.includes(id),
  }));
  const body = { domain: "shop.example", privacy_policy_url: "https://shop.example/privacy", categories };
  const response = await server.call("PUT", "/api/v1/tenants/demo/config", { headers: KEY, body });
  expect(response.status).toBe(200);
}

async function decide(categories: Record<string, boolean>): Promise<unknown> {
  const headers = toHeaders(device, `key_${device}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: { ...DECISION, categories } });
  return ((await response.json()) as { categories: unknown }).categories;
}

async function read(): Promise<ConsentCheckAnswer> {
  const headers = { ...toHeaders(device), "X-Geo-Country": "DE" };
  return (await (await server.call("GET", "/api/v1/consent", { headers })).json()) as ConsentCheckAnswer;
}

beforeEach(async () => {
  server ??= await startTestServer({ env: { COOKIEHUB_LIMIT_WRITES: "0" } });
  device = `dev_required${++devices}`;
  await publish(["essential", "functional"]);
});
afterAll(() => server.close());

describe("a category that was required when the visitor decided, and becomes a choice", () => {
  const refused = { functional: { consented: false, required: false }, analytics: { consented: false } };

  test("does not run for who refused everything, and is asked about", async () => {
    expect(await decide({})).toEqual({ essential: true, functional: true, analytics: false });
    expect(await read()).toMatchObject({ status: "none", categories: { functional: { consented: true } } });
    await publish(["essential"]);
    expect(await read()).toMatchObject({ categories: refused, banner_config: { show_banner: true } });
  });

  test("does not run when the decision arrives after the change, from a banner that showed it as required", async () => {
    const config = await server.call("GET", "/api/v1/tenants/demo/config");
    const { config_version } = (await config.json()) as { config_version: number };
    await publish(["essential"]);
    const body = { ...DECISION, categories: { essential: true, functional: true, analytics: true }, config_version };
    await server.call("POST", "/api/v1/consent", { headers: toHeaders(device, `key_${device}`), body });
    expect(await read()).toMatchObject({
      categories: { functional: { consented: false }, analytics: { consented: false } },
      banner_config: { show_banner: true },
    });
  });

  test("does not run after a withdrawal of everything", async () => {
    expect((await server.call("DELETE", "/api/v1/consent", { headers: toHeaders(device) })).status).toBe(200);
    await publish(["essential"]);
    expect(await read()).toMatchObject({ categories: refused, banner_config: { show_banner: true } });
  });

  test("does not run after a login, for which the answer tells it as required", async () => {
    await decide({});
    const body = { device_id: device, user_id: "ann" };
    const response = await server.call("POST", "/api/v1/consent/migrate", { headers: KEY, body });
    expect(await response.json()).toMatchObject({
      result: { merged_categories: { essential: true, functional: true, analytics: false } },
    });
    await publish(["essential"]);
    expect(await read()).toMatchObject({ user_id: "ann", categories: refused });
  });

  test("stays refused where it had been refused before it was required", async () => {
    await publish(["essential"]);
    await decide({ analytics: true });
    await publish(["essential", "functional"]);
    expect((await read()).categories.functional?.consented).toBe(true);
    await publish(["essential"]);
    expect(await read()).toMatchObject({
      categories: { functional: { consented: false }, analytics: { consented: true } },
      banner_config: { show_banner: false },
    });
  });
});
