import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startTestServer, type TestServer } from "../test-server.ts";
import { FIXTURES, resolve, seed } from "./fixtures.ts";
import { type ApiOperation, callOperation, readOperations, toExampleCall } from "./operations.ts";

// Read before the tests are told apart, so that every endpoint is a test of its own.
const describing = await startTestServer();
const operations = await readOperations(describing);
await describing.close();

// Not the library that wrote the schemas: what others will read them with.
const validator = formats.default(new Ajv2020({ strict: false, allErrors: true }));

let reading: TestServer;
let auditId: string;

beforeAll(async () => {
  reading = await startTestServer();
  auditId = await seed(reading);
});
afterAll(() => reading.close());

/** Reading changes nothing, so readers share a server; what changes something, or needs that, has one of its own. */
async function openServer(operation: ApiOperation): Promise<{ server: TestServer; auditId: string }> {
  if (operation.method === "GET" && !FIXTURES[operation.name]) return { server: reading, auditId };
  const server = await startTestServer();
  onTestFinished(server.close);
  return { server, auditId: await seed(server) };
}

describe("the examples in /openapi.json are complete", () => {
  test("and name no fixture of an endpoint that is gone", () => {
    const names = operations.map(({ name }) => name);
    expect(Object.keys(FIXTURES).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(operations)("$name: every parameter that it needs has an example, its body too", ({ parameters, body }) => {
    expect(parameters.filter((one) => one.required && one.example === undefined)).toEqual([]);
    if (body) expect(body.example).toBeDefined();
  });

  test.each(operations)("$name: the shape of its success is documented", ({ responses }) => {
    const success = Object.entries(responses).filter(([status]) => status.startsWith("2"));
    expect(success.length).toBeGreaterThan(0);
    for (const [status, { content }] of success) if (status !== "204") expect(content).toBeDefined();
  });

  test.each(operations)("$name: the shape of every refusal is the one that all have", ({ responses }) => {
    const refusals = Object.entries(responses).filter(([status]) => status.startsWith("4"));
    for (const [status, { content }] of refusals) expect([status, content]).toMatchObject([status, REFUSAL]);
  });
});

const REFUSAL = {
  "application/json": { schema: { properties: { error: { required: ["code", "message", "request_id"] } } } },
};

test.each(operations)("$name: its example is answered as it says", async (operation) => {
  const seeded = await openServer(operation);
  const { server } = seeded;
  const resolved = await resolve(operation, operations, seeded);
  const response = await callOperation(server, operation, toExampleCall(operation, resolved));
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  // A stream goes on for ever: its first text is enough.
  const text = type === "text/event-stream" ? await readFirst(response) : await response.text();
  const isRefused = response.status >= 300;
  const hint = "Mend the example, or seed what it needs in test/examples/fixtures.ts.";
  expect(isRefused ? `${response.status} ${text} ${hint}` : "answered").toBe("answered");
  const documented = operation.responses[String(response.status)];
  expect(documented, `${operation.name} answered ${response.status}, which it does not document.`).toBeDefined();
  if (response.status === 204) return;
  const { schema } = (documented?.content as Record<string, { schema: object }> | undefined)?.[type] ?? {};
  expect(schema, `${operation.name} answered ${type}, which it does not document.`).toBeDefined();
  if (type !== "application/json") return;
  const validate = validator.compile(schema as object);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
});

async function readFirst(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunk = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(chunk?.value);
}
