import type { ResolvedConfig } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const event = { event_type: "impression", event_id: "evt_00000001", user_token: "dev_00000001", code: "demo0001" };

describe("/c/{code}.js", () => {
  test("is a script any page may load, cacheable, with the regulation of the visitor", async () => {
    const response = await server.call("GET", "/c/demo0001.js", { headers: { "X-Geo-Country": "US-CA" } });
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("stale-while-revalidate");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(response.headers.get("vary")).toContain("X-Geo-Country");
    const text = await response.text();
    expect(text).toMatch(/^!function\(CH_SETUP\)\{.*\}\(\{.*\}\);$/);
    expect(text).toContain('"model":"opt-out"');
  });

  test("is compressed, and answers 304 to its ETag", async () => {
    const headers = { "Accept-Encoding": "br" };
    const response = await server.call("GET", "/c/demo0001.js", { headers });
    expect(response.headers.get("content-encoding")).toBe("br");
    const again = await server.call("GET", "/c/demo0001.js", {
      headers: { ...headers, "If-None-Match": response.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  test("names the version that is published, also when its content was published before", async () => {
    const publish = (policy: string): Promise<Response> =>
      server.call("PUT", "/api/v1/tenants/demo/config", {
        headers: { "X-API-Key": TEST_API_KEY },
        body: { domain: "shop.example", policy_version: policy },
      });
    const read = async (): Promise<unknown> => (await server.call("GET", "/c/demo0001.json")).json();
    expect(await read()).toMatchObject({ config_version: 1 });
    await publish("2");
    await publish("1");
    expect(await read()).toMatchObject({ config_version: 3 });
  });

  test("G39: two states under one regulation get a text each where GPP is on, and share one where it is not", async () => {
    const publish = (gpp?: object): Promise<Response> =>
      server.call("PUT", "/api/v1/tenants/demo/config", {
        headers: { "X-API-Key": TEST_API_KEY },
        body: { domain: "shop.example", gpp },
      });
    const read = async (place: string) => {
      const answer = await server.call("GET", "/c/demo0001.json", { headers: { "X-Geo-Country": place } });
      return ((await answer.json()) as ResolvedConfig).regulation;
    };
    await publish({});
    expect([await read("US-CO"), await read("US-NJ")]).toMatchObject([
      { id: "us-state", location: "US-CO" },
      { id: "us-state", location: "US-NJ" },
    ]);
    await publish();
    expect([await read("US-CO"), await read("US-NJ")]).toMatchObject([{ location: null }, { location: null }]);
  });

  test("holds what differs on the page's host, and nothing that only the server needs", async () => {
    const body = {
      domain: "shop.example",
      domain_overrides: { "de.shop.example": { banner: { layout: "box" } } },
      experiments: [{ id: "tone", variants: [{ id: "plain" }, { id: "dark", banner: { theme: "dark" } }] }],
    };
    const published = await server.call("PUT", "/api/v1/tenants/demo/config", {
      headers: { "X-API-Key": TEST_API_KEY },
      body,
    });
    expect(published.status).toBe(200);
    const read = async (domain: string): Promise<{ config: { banner: { layout: string } } }> =>
      (await (await server.call("GET", `/c/demo0001.json?domain=${domain}`)).json()) as never;
    expect((await read("www.de.shop.example")).config.banner.layout).toBe("box");
    for (const host of ["", "shop.example", "foreign.example", "%00", "__proto__"]) {
      const { config } = await read(host);
      expect(config.banner.layout).toBe("bar");
      expect(Object.keys(config)).not.toContain("domain_overrides");
      expect(Object.keys(config)).not.toContain("experiments");
    }
  });

  test("carries the tag that a CDN forgets it by", async () => {
    for (const file of ["demo0001.js", "demo.json"]) {
      const { headers } = await server.call("GET", `/c/${file}`);
      expect([headers.get("cache-tag"), headers.get("cdn-tag")]).toEqual(["tenant-demo0001", "tenant-demo0001"]);
    }
  });

  test.each([
    "/c/nobody00.js",
    "/c/demo0001.css",
    "/c/..%2Fsecret.js",
    "/c/.js",
    "/c/",
    "/w/nothing.js",
    "/w/..%2Fpackage.json",
  ])("%s is not found", async (path) => {
    expect((await server.call("GET", path)).status).toBe(404);
  });
});

describe("/w/{file}", () => {
  test("never changes under its name, and can be imported from another origin", async () => {
    const response = await server.call("GET", "/w/preferences.js");
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("/w/cookiehub.js", () => {
  test("is the same for everybody and can be cached, but not for ever: pages name it, and a new version has to reach them", async () => {
    for (const name of ["cookiehub.js", "stub.js", "stub-iab.js"]) {
      const response = await server.call("GET", `/w/${name}`);
      expect([response.status, response.headers.get("cache-control")]).toEqual([
        200,
        "public, max-age=60, stale-while-revalidate=86400, stale-if-error=86400",
      ]);
      expect(response.headers.get("vary")).toBe("Accept-Encoding");
    }
  });
});

describe("/v3/events", () => {
  test.each([
    ["one event", event, 1],
    ["several events", [event, { ...event, event_id: "evt_00000002", event_type: "dialog_opened" }], 2],
    ["50 events", Array.from({ length: 50 }, (_, index) => ({ ...event, event_id: `evt_000000${index}` })), 50],
  ])("takes %s as a beacon sends it, and as JSON", async (_case, body, accepted) => {
    for (const type of ["text/plain;charset=UTF-8", "application/json"]) {
      const response = await server.call("POST", "/v3/events", {
        headers: { "Content-Type": type, Origin: "https://shop.example" },
        body: JSON.stringify(body),
      });
      expect([response.status, await response.json()]).toEqual([202, { accepted }]);
    }
  });

  test.each([
    ["51 events", Array.from({ length: 51 }, () => event), {}, 400, "invalid_request"],
    ["no events", [], {}, 400, "invalid_request"],
    ["an event of no kind", { ...event, event_type: "scroll" }, {}, 400, "invalid_request"],
    ["a tenant that is not here", { ...event, code: "nobody00" }, {}, 404, "tenant_not_found"],
    ["a foreign page", event, { Origin: "https://evil.example" }, 403, "origin_not_allowed"],
    ["rubbish", "\u0000", {}, 400, "invalid_request"],
  ])("refuses %s", async (_case, body, headers, status, code) => {
    const response = await server.call("POST", "/v3/events", { headers: headers as Record<string, string>, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test("names the event and the member that is wrong", async () => {
    const response = await server.call("POST", "/v3/events", { body: [event, { ...event, user_token: "" }] });
    expect(await response.json()).toMatchObject({ error: { details: [{ path: "1.user_token" }] } });
  });
});
