import { DECISION, TEST_API_KEY, type TestServer, toHeaders } from "../test-server.ts";
import type { Resolved } from "./operations.ts";

/** The device and user that the examples of the API speak of. */
export const EXAMPLE_DEVICE = "dev_3q2-7wAAQhK1Zb0v9Xc4Tg";

/**
 * What an endpoint's example needs beside the tenant `demo` and one decision of the example's device, by endpoint. Add an
 * entry here when a new example names something that only exists at run time.
 */
export const FIXTURES: Readonly<Record<string, (server: TestServer, auditId: string) => Promise<Resolved>>> = {
  // Recorded already by the seed: the same key with another body would be a conflict.
  "POST /api/v1/consent": async () => ({ parameters: { "X-Idempotency-Key": "key_example_call" } }),
};

/** Records the decision that examples start from; answers its audit id. */
export async function seed(server: TestServer): Promise<string> {
  const headers = toHeaders(EXAMPLE_DEVICE, "key_example_seed");
  const response = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
  if (response.status !== 201) throw new Error(`The seed was answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { audit_id: string }).audit_id;
}

/** Calls an endpoint with the key that may do everything, and answers its JSON. */
export async function prepare(server: TestServer, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = { "X-API-Key": TEST_API_KEY };
  const response = await server.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
