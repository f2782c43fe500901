import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEvents } from "../../test/event-reader.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;
let keys = 0;

beforeAll(async () => {
  server = await startTestServer();
  await publish({ analytics: ["hotjar", "matomo"], marketing: ["meta"] });
});
afterAll(() => server.close());

const toCategory = (id: string, services: readonly string[], required = false) => ({
  ...{ id, name: id, description: "", required, sells_data: id === "marketing" },
  services,
});

/** Publishes services by category; answers the version. */
async function publish(services: Readonly<Record<string, readonly string[]>>): Promise<number> {
  const optional = ["functional", "analytics", "marketing"].map((id) => toCategory(id, services[id] ?? []));
  const categories = [toCategory("essential", ["session"], true), ...optional];
  const answer = await admin("PATCH", "/api/v1/tenants/demo/config", { categories });
  return (answer as { config_version: number }).config_version;
}

async function admin(method: string, path: string, body: unknown): Promise<unknown> {
  const response = await server.call(method, path, { headers: { "X-API-Key": TEST_API_KEY }, body });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function call(method: string, path: string, device: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers = { ...toHeaders(device, `key_services_${keys++}`), "X-Geo-Country": "DE" };
  const response = await server.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const decide = (device: string, changes: object = {}) =>
  call("POST", "/api/v1/consent", device, { ...DECISION, ...changes });
const check = (device: string) => call("GET", "/api/v1/consent", device);

const APART = { services: { hotjar: false, meta: true } };

describe("services that were decided otherwise than their category", () => {
  test("are answered, listed, proved and exported with the decision", async () => {
    const services = { ...APART.services, matomo: true, session: false, unknown: true };
    const { audit_id } = await decide("dev_services1", { services });
    expect(await check("dev_services1")).toMatchObject({ ...APART, status: "partial" });
    const history = await call("GET", "/api/v1/consent/history", "dev_services1");
    expect(history).toMatchObject({ decisions: [{ ...APART, action: "custom" }] });
    const receipt = await call("GET", `/api/v1/consent/receipt/${audit_id}`, "dev_services1");
    expect(receipt).toMatchObject({ decision: APART });
    expect(JSON.parse(String(receipt.entry))).toMatchObject(APART);
    const device = { device_id: "dev_services1" };
    expect(await admin("POST", "/api/v1/subjects/export?tenant=demo", device)).toMatchObject({ records: [APART] });
  });

  test("make of accept all, and of refuse all, a choice of the visitor's own", async () => {
    const all = { essential: true, functional: true, analytics: true, marketing: true };
    await decide("dev_services2", { categories: all, services: { hotjar: false } });
    expect(await check("dev_services2")).toMatchObject({ status: "partial", services: { hotjar: false } });
    await decide("dev_services2", { categories: {}, services: { meta: true } });
    expect(await check("dev_services2")).toMatchObject({ status: "partial", services: { meta: true } });
    const { decisions } = await call("GET", "/api/v1/consent/history", "dev_services2");
    expect((decisions as { action: string }[]).map(({ action }) => action)).toEqual(["custom", "custom"]);
    await decide("dev_services2", { categories: all });
    expect(await check("dev_services2")).toMatchObject({ status: "full" });
    expect(await check("dev_services2")).not.toHaveProperty("services");
  });

  test("belong to the question: another answer about them with the same key is another decision", async () => {
    const headers = toHeaders("dev_services3", "key_services_same");
    const post = (body: object) => server.call("POST", "/api/v1/consent", { headers, body: { ...DECISION, ...body } });
    expect((await post({ services: { hotjar: false, meta: true } })).status).toBe(201);
    const again = await post({ services: { meta: true, hotjar: false } });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await post({ services: { meta: true } })).status).toBe(409);
  });

  test("are heard by listening tabs", async () => {
    const url = `http://127.0.0.1:${server.port}/api/v1/consent/events?tenant=demo&device=dev_services4&country=DE`;
    const events = await openEvents(url);
    await decide("dev_services4", APART);
    expect(JSON.parse((await events.next())?.data ?? "{}")).toMatchObject(APART);
    events.close();
  });

  test("L4: a withdrawal takes back what was agreed to, and leaves what was refused", async () => {
    await decide("dev_services5", APART);
    await call("DELETE", "/api/v1/consent/categories/marketing", "dev_services5");
    expect(await check("dev_services5")).toMatchObject({ services: { hotjar: false } });
    await decide("dev_services5", { categories: {}, services: { meta: true, hotjar: true } });
    await call("DELETE", "/api/v1/consent", "dev_services5");
    const answer = await check("dev_services5");
    expect([answer.status, answer.services]).toEqual(["none", undefined]);
  });

  test("P4: the signal by itself agrees to none, and takes back those that sell", async () => {
    await decide("dev_services6", { categories: {}, services: { meta: true, hotjar: true } });
    await decide("dev_services6", { categories: {}, services: { matomo: true }, consent_method: "gpc" });
    expect(await check("dev_services6")).toMatchObject({ services: { hotjar: true } });
  });

  test("refused on the device or in the account stay refused after a login, and after the logout (0035)", async () => {
    await decide("dev_services7", { services: { hotjar: false } });
    await admin("POST", "/api/v1/consent/migrate?tenant=demo", { device_id: "dev_services7", user_id: "ben" });
    await decide("dev_services8", { categories: { analytics: true, marketing: true } });
    await admin("POST", "/api/v1/consent/migrate?tenant=demo", { device_id: "dev_services8", user_id: "ben" });
    expect(await check("dev_services8")).toMatchObject({
      services: { hotjar: false },
      categories: { marketing: { consented: true } },
    });
    await decide("dev_services8", { categories: { analytics: true }, services: { matomo: false } });
    await call("DELETE", "/api/v1/consent/link", "dev_services8");
    expect(await check("dev_services8")).toMatchObject({ services: { matomo: false } });
  });
});

describe("a service that was added", () => {
  test("L8, L9: is asked about where its category was agreed to, and not where everything was refused", async () => {
    const version = await publish({ analytics: ["hotjar", "matomo"], marketing: ["meta"] });
    await decide("dev_services10");
    await decide("dev_services11", { categories: {} });
    const added = await publish({ analytics: ["hotjar", "matomo", "clarity"], marketing: ["meta"] });
    expect(added).toBe(version + 1);
    const asks = async (device: string) =>
      ((await check(device)).banner_config as { show_banner: boolean }).show_banner;
    expect([await asks("dev_services10"), await asks("dev_services11")]).toEqual([true, false]);
    expect(await check("dev_services10")).toMatchObject({ categories: { analytics: { consented: false } } });
    const resolved = await (await server.call("GET", "/c/demo0001.json")).json();
    expect(resolved).toMatchObject({ config_version: added, services_version: added });
    await decide("dev_services10");
    expect(await asks("dev_services10")).toBe(false);
  });

  test("is not decided by a banner that did not show it: its refusal stays, and it is asked about (0023)", async () => {
    const old = await publish({ analytics: ["hotjar"], marketing: [] });
    await publish({ analytics: ["hotjar", "plausible"], marketing: ["linkedin"] });
    await decide("dev_services12", { services: { plausible: false } });
    const shown = { config_version: old, services: { linkedin: true, hotjar: false } };
    await decide("dev_services12", { ...shown, categories: { analytics: true, marketing: false } });
    expect(await check("dev_services12")).toMatchObject({ banner_config: { show_banner: true } });
    const { records } = (await admin("POST", "/api/v1/subjects/export?tenant=demo", {
      device_id: "dev_services12",
    })) as { records: { services: unknown }[] };
    expect(records.map(({ services }) => services)).toEqual([{ plausible: false, hotjar: false }]);
  });

  test("counts from the version that added it, whatever is published or rolled back after", async () => {
    const added = await publish({ analytics: ["hotjar", "plausible", "fathom"], marketing: [] });
    await publish({ analytics: ["hotjar"], marketing: [] });
    const read = async () => (await (await server.call("GET", "/c/demo0001.json")).json()) as Record<string, number>;
    expect((await read()).services_version).toBe(added);
    await admin("POST", "/api/v1/tenants/demo/config/rollback", { version: added });
    expect((await read()).services_version).toBe(added + 2);
  });
});
