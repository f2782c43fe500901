import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callOperation, readOperations, toExampleCall } from "../examples/operations.ts";
import { startTestServer, type TestServer } from "../test-server.ts";
import { expectDocumented } from "./expect-refusal.ts";
import { type JsonSchema, toArbitrary } from "./schema-arbitrary.ts";
import { plantVictim } from "./victim.ts";

const describing = await startTestServer();
const operations = (await readOperations(describing)).filter(({ body }) => body);
await describing.close();

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await plantVictim(server);
});
afterAll(() => server.close());

test.each(operations)(
  "$name: bodies of its own schema, and near it, get an answer that it documents",
  async (operation) => {
    const body = toArbitrary(operation.body?.schema as JsonSchema);
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(body, async (made) => {
        const text = JSON.stringify(made);
        const response = await callOperation(server, operation, { ...toExampleCall(operation), body: text });
        statuses.add(await expectDocumented(operation, response, text.slice(0, 1000)));
      }),
      { numRuns: 150, seed: 20261121 },
    );
    expect(statuses.size).toBeGreaterThan(0);
  },
);

test("after all this the server is well", async () => {
  expect(await (await server.call("GET", "/ready")).json()).toMatchObject({ status: "ready" });
});
