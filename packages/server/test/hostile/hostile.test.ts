import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIXTURES, resolve } from "../examples/fixtures.ts";
import {
  type ApiOperation,
  type CallParts,
  callOperation,
  isTwin,
  type Resolved,
  readOperations,
  toExampleCall,
  toTarget,
} from "../examples/operations.ts";
import { sendRaw } from "../raw-request.ts";
import { startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../test-server.ts";
import { expectDocumented, expectErrorBody, expectRefused } from "./expect-refusal.ts";
import {
  HOSTILE_ENCODED,
  HOSTILE_HEADERS,
  HOSTILE_MEMBERS,
  MALFORMED_BODIES,
  replaceMembers,
} from "./hostile-values.ts";
import { KEYS, plantVictim, VICTIM } from "./victim.ts";

// Read before the tests are told apart, so that every endpoint is a test of its own.
const describing = await startTestServer();
const operations = await readOperations(describing);
await describing.close();
const withBody = operations.filter(({ body }) => body);
const keyed = operations.filter(({ isKeyed }) => isKeyed);
const byBrowsers = operations.filter(({ isKeyed, method, path }) => !isKeyed && method !== "GET" && path !== "/health");

let server: TestServer;
let victimAuditId: string;
const resolved = new Map<string, Resolved>();

beforeAll(async () => {
  server = await startTestServer();
  const planted = await plantVictim(server);
  victimAuditId = planted.victimAuditId;
  for (const operation of operations.filter(({ name }) => FIXTURES[name])) {
    const auditId = planted.demoAuditId;
    // What one fixture made may stand in the way of another; hostile calls are as good without it.
    resolved.set(operation.name, await resolve(operation, operations, { server, auditId }).catch(() => ({})));
  }
});
afterAll(() => server.close());

function toCall(operation: ApiOperation): CallParts {
  return toExampleCall(operation, resolved.get(operation.name));
}

async function sendBody(operation: ApiOperation, body: unknown, headers: Record<string, string> = {}) {
  const call = toCall(operation);
  return callOperation(server, operation, { ...call, body, headers: { ...call.headers, ...headers } });
}

describe.each(withBody)("the body of $name", (operation) => {
  test.each(MALFORMED_BODIES)("is refused when it is %s", async (name, body) => {
    expect([400, 403, 404]).toContain(await expectRefused(operation, await sendBody(operation, body), name));
  });

  test("is refused when it is compressed, or no UTF-8", async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0xfe, 0xc0, 0x80]);
    const call = toCall(operation);
    const response = await fetch(`http://127.0.0.1:${server.port}${toTarget(operation, call)}`, {
      method: operation.method,
      headers: { ...call.headers, "Content-Encoding": "gzip" },
      body: bytes,
    });
    await expectRefused(operation, response, "gzip");
  });

  test("is refused by the length that it declares, before it is sent", async () => {
    const call = toCall(operation);
    const lines = Object.entries({ Host: "localhost", "Content-Length": "10000000", ...call.headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const answer = await sendRaw(
      server.port,
      `${operation.method} ${toTarget(operation, call)} HTTP/1.1\r\n${head}\r\n`,
    );
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([413, { error: { code: "body_too_large" } }]);
  });

  test("is refused when it has ten megabytes and does not say so", async () => {
    const call = toCall(operation);
    const chunk = Buffer.alloc(65_536, "x");
    let pulled = 0;
    const body = new ReadableStream({
      pull: (controller) => (pulled++ < 160 ? controller.enqueue(chunk) : controller.close()),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}${toTarget(operation, call)}`, {
      method: operation.method,
      headers: call.headers,
      body,
      duplex: "half",
    } as RequestInit);
    expect(await expectRefused(operation, response, "10 MB")).toBe(413);
  });

  test("never harms, whatever stands in the place of each member", async () => {
    const { body } = toCall(operation);
    // Where the body names the tenant, a key of every tenant may be told of the other one; a key of demo never.
    const isNamed = operation.isKeyed && JSON.stringify(body).includes('"demo0001"');
    const headers = isNamed ? { "X-API-Key": KEYS.ofDemo } : {};
    for (const value of HOSTILE_MEMBERS) {
      for (const { path, body: changed } of replaceMembers(body, value)) {
        const sent = `${path} = ${JSON.stringify(value).slice(0, 60)}`;
        await expectDocumented(operation, await sendBody(operation, changed, headers), sent);
      }
    }
  });

  test("never harms with members that are doubled, inherited, or not expected", async () => {
    const text = JSON.stringify(toCall(operation).body);
    const inner = text.startsWith("{") ? text.slice(1) : `"a":1}`;
    for (const extra of [
      '{"__proto__":{"isAdmin":true},',
      '{"constructor":{"prototype":{"isAdmin":true}},',
      '{"categories":null,"categories":1,"tenant_id":"victim","code":1,',
      '{"":0,"\\u0000":1,"\\ud800":2,',
      `{${Array.from({ length: 2000 }, (_, index) => `"m${index}":${index}`).join(",")},`,
    ]) {
      await expectDocumented(operation, await sendBody(operation, extra + inner), extra.slice(0, 60));
      await expectDocumented(operation, await sendBody(operation, `${extra.slice(0, -1)}}`), extra.slice(0, 60));
    }
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });

  test.each([
    "application/xml",
    "multipart/form-data; boundary=x",
    "text/html",
    "",
    "application/json; charset=utf-16",
  ])("is read as JSON whatever its type says: %j changes nothing about what is refused", async (type) => {
    await expectRefused(operation, await sendBody(operation, "{", { "Content-Type": type }), type);
  });
});

describe.each(operations)("the parameters of $name", (operation) => {
  test("never harm, whatever stands in the address", async () => {
    const call = toCall(operation);
    const names = operation.parameters.filter((one) => one.in !== "header");
    for (const parameter of names) {
      for (const encoded of HOSTILE_ENCODED) {
        const isPath = parameter.in === "path";
        const target = isPath
          ? toTarget(operation, { ...call, path: { ...call.path, [parameter.name]: "HOSTILE" } }).replace(
              "HOSTILE",
              encoded,
            )
          : `${toTarget(operation, { ...call, query: {} })}?${parameter.name}=${encoded}&${parameter.name}=second`;
        const headers = isTwin(parameter) ? withoutTwin(operation, call, parameter.name) : call.headers;
        const options = { headers: { ...headers }, ...(operation.body ? { body: call.body } : {}) };
        const response = await server.call(operation.method, target, options);
        // `..` in a path names another endpoint, which may be none.
        if (isPath && response.status === 404) await response.body?.cancel();
        else if (isPath && /^%2e%2e$|^$/.test(encoded)) await response.body?.cancel();
        else await expectDocumented(operation, response, `${parameter.name}=${encoded.slice(0, 60)}`);
      }
    }
  });

  test("never harm, whatever stands in the headers, ours and everybody's", async () => {
    const call = toCall(operation);
    const own = operation.parameters.filter((one) => one.in === "header").map((one) => one.name);
    const common = [
      "Authorization",
      "X-API-Key",
      "X-Forwarded-For",
      "X-Request-ID",
      "If-None-Match",
      "Accept-Encoding",
    ];
    for (const name of [...own, ...common, "User-Agent", "Sec-GPC", "Cookie", "If-Match", "Accept", "Forwarded"]) {
      for (const value of HOSTILE_HEADERS) {
        const response = await callOperation(server, operation, {
          ...call,
          headers: { ...call.headers, [name]: value },
        });
        await expectDocumented(operation, response, `${name}: ${value.slice(0, 60)}`);
      }
    }
  });

  test("may all be missing: that is an answer too", async () => {
    const call = { ...toCall(operation), query: {}, headers: {} };
    await expectDocumented(operation, await callOperation(server, operation, call), "no parameters");
  });
});

// The header wins over its twin: to say it in the query, the header has to go.
function withoutTwin(operation: ApiOperation, call: CallParts, query: string): Record<string, string> {
  const at = operation.parameters.findIndex((one) => one.name === query && isTwin(one));
  const header = operation.parameters[at - 1]?.name;
  return Object.fromEntries(Object.entries(call.headers).filter(([name]) => name !== header));
}

describe.each(keyed)("without the right key $name", (operation) => {
  const callWith = async (headers: Record<string, string>): Promise<Response> => {
    const { "X-API-Key": _, ...others } = toCall(operation).headers as Record<string, string>;
    return callOperation(server, operation, { ...toCall(operation), headers: { ...others, ...headers } });
  };

  test.each([
    ["no key", {}],
    ["an empty one", { "X-API-Key": "" }],
    ["an unknown one", { "X-API-Key": KEYS.unknown }],
    ["a revoked one", { "X-API-Key": KEYS.revoked }],
    ["the hash of a key", { Authorization: `Bearer ${"0".repeat(64)}` }],
    ["another scheme", { Authorization: `Basic ${Buffer.from(`a:${TEST_API_KEY}`).toString("base64")}` }],
  ])("is refused with 401: %s", async (name, headers) => {
    expect(await expectRefused(operation, await callWith(headers as Record<string, string>), name)).toBe(401);
  });

  test("is refused with 403 when the key has no scope for it", async () => {
    expect(await expectRefused(operation, await callWith({ "X-API-Key": KEYS.withoutScope }), "no scope")).toBe(403);
  });

  test.each(["ofVictim", "ofOtherOrganization"] as const)(
    "does nothing to the tenant demo with a key %s",
    async (key) => {
      const response = await callWith({ "X-API-Key": KEYS[key] });
      if (namesTenant(operation)) await expectRefused(operation, response, key);
      else if (key === "ofOtherOrganization") await expectDocumented(operation, response, key);
      else await response.body?.cancel();
    },
  );

  test("gives a key of the tenant demo nothing of the other tenant, however it is named", async () => {
    for (const [from, to] of [
      ["demo", VICTIM.tenantId],
      ["demo", VICTIM.code],
      ["demo0001", VICTIM.code],
    ] as const) {
      const call = toCall(operation);
      const swap = (values: Readonly<Record<string, string>>): Record<string, string> =>
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === from ? to : value]));
      const changed: CallParts = {
        path: swap(call.path),
        query: swap(call.query),
        headers: { ...swap(call.headers), "X-API-Key": KEYS.ofDemo },
        body: swapDeep(call.body, from, to),
      };
      const isSwapped = JSON.stringify(changed).includes(to);
      const response = await callOperation(server, operation, changed);
      if (isSwapped) await expectRefused(operation, response, `${from} -> ${to}`);
      else await expectDocumented(operation, response, "by a key of demo");
    }
  });
});

function namesTenant(operation: ApiOperation): boolean {
  const isNamed = operation.parameters.some(({ name }) => name === "tenant" || name === "X-Tenant-ID");
  return isNamed || JSON.stringify(operation.body?.example ?? null).includes('"demo0001"');
}

function swapDeep(value: unknown, from: string, to: string): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value).replaceAll(JSON.stringify(from), JSON.stringify(to)));
}

describe.each(operations.filter(({ isKeyed }) => !isKeyed))("what needs no key: $name", (operation) => {
  test("tells nothing of the other tenant's visitors under our tenant's name", async () => {
    const call = toCall(operation);
    const headers = { ...call.headers, ...("X-Device-ID" in call.headers ? { "X-Device-ID": VICTIM.deviceId } : {}) };
    const path = "audit_id" in call.path ? { ...call.path, audit_id: victimAuditId } : call.path;
    const response = await callOperation(server, operation, { ...call, headers, path });
    await expectDocumented(operation, response, "the victim's device");
  });
});

describe.each(byBrowsers)("a foreign page: $name", (operation) => {
  test.each([
    "https://evil.example",
    "null",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "http://shop.example@evil.example",
    "file://",
    "",
    "https://victim.example",
  ])("is refused when its origin is %j", async (origin) => {
    const call = toCall(operation);
    const headers = { ...call.headers, Origin: origin };
    const response = await callOperation(server, operation, { ...call, headers });
    expect(await expectRefused(operation, response, origin)).toBe(403);
  });
});

describe("methods", () => {
  const paths = [...new Set(operations.map(({ path }) => path))];

  test.each(paths)("%s refuses those that it does not know, and names those that it does", async (path) => {
    const here = operations.filter((operation) => operation.path === path);
    const target = toTarget(here[0] as ApiOperation, toCall(here[0] as ApiOperation));
    const known = here.map(({ method }) => method);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"].filter((one) => !known.includes(one))) {
      const response = await server.call(method, target);
      expect([method, response.status]).toEqual([method, 405]);
      for (const one of known) expect(response.headers.get("allow")).toContain(one);
      expectErrorBody(response, await response.text(), `${method} ${path}`);
    }
    const options = await server.call("OPTIONS", target);
    expect([204, 405]).toContain(options.status);
    await options.body?.cancel();
  });

  test.each(operations.filter(({ method }) => method === "GET"))(
    "HEAD answers as $name does, without a body",
    async (operation) => {
      const call = toCall(operation);
      const get = await callOperation(server, operation, call);
      await get.body?.cancel();
      const head = await server.call("HEAD", toTarget(operation, call), { headers: { ...call.headers } });
      expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
        get.status,
        get.headers.get("content-type"),
        "",
      ]);
    },
  );
});

test("after all this the server is well, and the other tenant's record is what it was", async () => {
  expect(await (await server.call("GET", "/ready")).json()).toMatchObject({ status: "ready" });
  const headers = { ...toHeaders(VICTIM.deviceId), "X-Tenant-ID": VICTIM.tenantId };
  const history = await (await server.call("GET", "/api/v1/consent/history", { headers })).json();
  expect((history as { decisions: { action: string }[] }).decisions.map(({ action }) => action)).toEqual([
    "migrate",
    "custom",
  ]);
});
