import { experimentAnswerSchema, experimentResultsAnswerSchema } from "@cookiehub/schemas";
import { toVariant } from "@cookiehub/schemas/rules";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

const PATH = "/api/v1/tenants/demo/experiments/layout";
const BODY = { variants: [{ id: "control" }, { id: "box", banner: { layout: "box" } }] };
const KEY = { "X-API-Key": TEST_API_KEY };
const START_MS = Date.parse("2026-11-20T10:00:00.000Z");
let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ now: () => START_MS });
});
afterEach(() => server.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = KEY) {
  const response = await server.call(method, path, { headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function startExperiment(): Promise<void> {
  await call("PUT", PATH, BODY);
  expect((await call("POST", `${PATH}/start`)).status).toBe(200);
}

async function readVariant(deviceId: string): Promise<string | undefined> {
  const { body } = await call("GET", "/api/v1/consent", undefined, toHeaders(deviceId));
  return (body.banner_config as { variant?: string }).variant;
}

/** Devices of each arm, found by the rule that browsers use. */
function findDevices(variant: string, count: number): string[] {
  const experiment = { id: "layout", traffic: 1, variants: BODY.variants.map(({ id }) => ({ id, weight: 1 })) };
  const devices = Array.from({ length: 100 }, (_, index) => `dev_${String(index).padStart(8, "0")}`);
  return devices.filter((device) => toVariant("demo", experiment, device) === variant).slice(0, count);
}

describe("the endpoints of experiments", () => {
  test("draft, start and stop one; each change is a version of the configuration", async () => {
    const drafted = await call("PUT", PATH, BODY);
    expect(drafted).toMatchObject({ status: 200, body: { config_version: 2, experiment: { status: "draft" } } });
    const started = await call("POST", `${PATH}/start`);
    expect(started).toMatchObject({
      status: 200,
      body: { config_version: 3, experiment: { status: "running", started_at: "2026-11-20T10:00:00.000Z" } },
    });
    expect(await call("POST", `${PATH}/start`)).toMatchObject({ status: 200, body: { config_version: 3 } });
    expect(await call("PUT", PATH, { ...BODY, traffic: 0.5 })).toMatchObject({
      status: 409,
      body: { error: { code: "conflict" } },
    });
    const stopped = await call("POST", `${PATH}/stop`);
    expect(stopped).toMatchObject({ body: { config_version: 4, experiment: { status: "stopped" } } });
    const read = await call("GET", PATH);
    expect(read.body).toEqual(stopped.body);
    expect(experimentAnswerSchema.parse(read.body)).toEqual(read.body);
  });

  test("L2: a variant that hides reject all is refused at its place, and nothing goes live", async () => {
    const variants = [{ id: "control" }, { id: "dark", banner: { show_reject_all: false } }];
    expect(await call("PUT", PATH, { variants })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: "variants.1.banner.show_reject_all" }] } },
    });
    const experiments = [{ id: "layout", variants }];
    expect(await call("PATCH", "/api/v1/tenants/demo/config", { experiments })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: "experiments.0.variants.1.banner.show_reject_all" }] } },
    });
    expect(await call("GET", PATH)).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  });

  test("need a key, a tenant and an id that can be one", async () => {
    for (const [method, path] of [
      ["GET", PATH],
      ["PUT", PATH],
      ["POST", `${PATH}/start`],
      ["POST", `${PATH}/stop`],
      ["GET", `${PATH}/results`],
    ] as const) {
      expect(await call(method, path, method === "PUT" ? BODY : undefined, {})).toMatchObject({ status: 401 });
      const elsewhere = path.replace("/demo/", "/nobody/");
      expect(await call(method, elsewhere, method === "PUT" ? BODY : undefined)).toMatchObject({ status: 404 });
      const malformed = path.replace("/layout", "/lay.out");
      expect(await call(method, malformed, method === "PUT" ? BODY : undefined)).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: "experiment" }] } },
      });
    }
  });

  test("a key reads or changes what its scope says, of its own tenant alone", async () => {
    await call("POST", "/api/v1/tenants", { tenant_id: "other", config: { domain: "other.example" } });
    const createKey = async (scope: string, tenantId: string) => {
      const { body } = await call("POST", "/api/v1/keys", { name: "test", scopes: [scope], tenant_id: tenantId });
      return { "X-API-Key": String(body.key) };
    };
    const reader = await createKey("analytics:read", "demo");
    const foreign = await createKey("config:write", "other");
    await startExperiment();
    expect(await call("GET", `${PATH}/results`, undefined, reader)).toMatchObject({ status: 200 });
    for (const key of [reader, foreign]) {
      expect(await call("PUT", PATH, BODY, key)).toMatchObject({ status: 403 });
      expect(await call("POST", `${PATH}/stop`, undefined, key)).toMatchObject({ status: 403 });
    }
    expect(await call("GET", PATH, undefined, foreign)).toMatchObject({ status: 403 });
    expect(await call("GET", `${PATH}/results`, undefined, foreign)).toMatchObject({ status: 403 });
    expect(await call("GET", PATH)).toMatchObject({ body: { experiment: { status: "running" } } });
  });

  test("drafts that are written at once are all kept", async () => {
    const ids = ["a", "b", "c", "d"];
    await Promise.all(ids.map((id) => call("PUT", PATH.replace("layout", id), BODY)));
    for (const id of ids) expect(await call("GET", PATH.replace("layout", id))).toMatchObject({ status: 200 });
  });

  test("of two started at once, one runs", async () => {
    for (const id of ["a", "b"]) await call("PUT", PATH.replace("layout", id), BODY);
    const started = await Promise.all(["a", "b"].map((id) => call("POST", `${PATH.replace("layout", id)}/start`)));
    expect(started.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("refuse a change made from another version than the published one", async () => {
    const stale = { ...KEY, "If-Match": '"1-0000"' };
    expect(await call("PUT", PATH, BODY, stale)).toMatchObject({ status: 412 });
    expect(await call("GET", PATH)).toMatchObject({ status: 404 });
  });
});

describe("while an experiment runs", () => {
  test("browsers load its arms, and neither drafts nor times", async () => {
    await call("PUT", "/api/v1/tenants/demo/experiments/later", BODY);
    await startExperiment();
    const { body } = await call("GET", "/c/demo0001.json", undefined, {});
    expect(body.experiment).toEqual({
      id: "layout",
      traffic: 1,
      variants: [
        { id: "control", weight: 1, banner: {}, translations: {} },
        { id: "box", weight: 1, banner: { layout: "box" }, translations: {} },
      ],
    });
    expect(body.config).not.toHaveProperty("experiments");
  });

  test("each device hears its variant, the one that browsers compute; after the stop nobody does", async () => {
    await startExperiment();
    for (const variant of ["control", "box"]) {
      for (const device of findDevices(variant, 3)) expect(await readVariant(device)).toBe(`layout.${variant}`);
    }
    const [device = ""] = findDevices("box", 1);
    const body = { ...DECISION, variant: "layout.control" };
    expect(await call("POST", "/api/v1/consent", body, toHeaders(device, "key-00000001"))).toMatchObject({
      status: 201,
    });
    expect(await readVariant(device)).toBe("layout.control");
    await call("POST", `${PATH}/stop`);
    expect(await readVariant(device)).toBeUndefined();
  });

  test("what visitors do shows in the results of their arm, once each", async () => {
    await startExperiment();
    const [accepting = "", rejecting = "", silent = ""] = findDevices("box", 3);
    const events = [accepting, rejecting, silent].map((device) => ({
      event_type: "impression",
      event_id: `evt_${device}`,
      user_token: device,
      code: "demo0001",
      variant: "layout.box",
    }));
    expect(await call("POST", "/v3/events", events, {})).toMatchObject({ status: 202 });
    expect(await call("POST", "/v3/events", events, {})).toMatchObject({ status: 202 });
    for (const [device, isAccepting] of [
      [accepting, true],
      [rejecting, false],
    ] as const) {
      const body = {
        ...DECISION,
        categories: { functional: isAccepting, analytics: isAccepting, marketing: isAccepting },
        consent_method: isAccepting ? "banner_accept" : "banner_reject",
        variant: "layout.box",
        time_to_decision_ms: isAccepting ? 2000 : 6000,
      };
      await call("POST", "/api/v1/consent", body, toHeaders(device, `key-${device}`));
    }
    await vi.waitFor(async () => {
      const { body } = await call("GET", `${PATH}/results`);
      expect(experimentResultsAnswerSchema.parse(body)).toEqual(body);
      expect(body).toMatchObject({ from: "2026-11-20", to: "2026-11-20", split: { is_uneven: false } });
      expect((body.variants as object[])[1]).toMatchObject({
        variant: "layout.box",
        visitors: 3,
        impressions: 3,
        decisions: 2,
        rates: { consent: { value: 0.3333 }, full_consent: { value: 0.3333 }, reject: { value: 0.3333 } },
        time_to_decision: { decisions: 2, median_ms: 2000, p90_ms: 6000 },
        verdict: { code: "too_few_visitors", more_visitors: 197 },
      });
    }, 10_000);
  });

  test.each([
    ["from=2026-11-21&to=2026-11-20", "to"],
    ["from=2025-01-01&to=2026-11-20", "to"],
    ["from=yesterday", "from"],
  ])("results of %s are refused at %s", async (query, path) => {
    await startExperiment();
    expect(await call("GET", `${PATH}/results?${query}`)).toMatchObject({
      status: 400,
      body: { error: { details: [{ path }] } },
    });
  });
});
