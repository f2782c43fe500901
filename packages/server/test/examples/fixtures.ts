import { expect, vi } from "vitest";
import { DECISION, TEST_API_KEY, type TestServer, toHeaders } from "../test-server.ts";
import { type ApiOperation, callOperation, type Resolved, toExampleCall } from "./operations.ts";

/** The device and user that the examples of the API speak of. */
export const EXAMPLE_DEVICE = "dev_3q2-7wAAQhK1Zb0v9Xc4Tg";

/**
 * What an endpoint's example needs beside the tenant `demo` and one decision of the example's device, by endpoint. Add an
 * entry here when a new example names something that only exists at run time.
 */
export const FIXTURES: Readonly<Record<string, (seeded: Seeded) => Promise<Resolved>>> = {
  "GET /api/v1/consent/receipt/{audit_id}": async ({ auditId }) => ({ parameters: { audit_id: auditId } }),
  "POST /api/v1/consent/transfer": async ({ server }) => {
    await allowTransfers(server);
    return {};
  },
  "POST /api/v1/consent/transfer/redeem": async ({ server, run }) => {
    await allowTransfers(server);
    const { token = "" } = await run("POST /api/v1/consent/transfer");
    return { body: { token, from: "shop.example" } };
  },
  "GET /log/checkpoint": waitForLog,
  "GET /log/keys": waitForLog,
  "GET /log/tile/{path}": waitForLog,
  "GET /log/tile/entries/{path}": waitForLog,
  "GET /api/v1/organizations/{organization}": async ({ run }) => {
    await run("PUT /api/v1/organizations/{organization}");
    return {};
  },
  "DELETE /api/v1/keys/{key}": async ({ run }) => {
    const { key_id: key = "" } = await run("POST /api/v1/keys");
    return { parameters: { key } };
  },
  "DELETE /api/v1/tenants/{tenant}/identity-secrets/{secret}": async ({ run }) => {
    const { secret_id: secret = "" } = await run("POST /api/v1/tenants/{tenant}/identity-secrets");
    return { parameters: { secret } };
  },
  "GET /api/v1/tenants/{tenant}/experiments/{experiment}": async ({ run }) => {
    await run("PUT /api/v1/tenants/{tenant}/experiments/{experiment}");
    return {};
  },
  "POST /api/v1/tenants/{tenant}/experiments/{experiment}/start": async ({ run }) => {
    await run("PUT /api/v1/tenants/{tenant}/experiments/{experiment}");
    return {};
  },
  "POST /api/v1/tenants/{tenant}/experiments/{experiment}/stop": async ({ run }) => {
    await run("PUT /api/v1/tenants/{tenant}/experiments/{experiment}");
    await run("POST /api/v1/tenants/{tenant}/experiments/{experiment}/start");
    return {};
  },
  "GET /api/v1/tenants/{tenant}/experiments/{experiment}/results": async ({ run }) => {
    await run("PUT /api/v1/tenants/{tenant}/experiments/{experiment}");
    await run("POST /api/v1/tenants/{tenant}/experiments/{experiment}/start");
    return {};
  },
  "GET /exports/{export}": async ({ run }) => {
    const { export_id = "" } = await run("POST /exports");
    return { parameters: { export: export_id } };
  },
  "POST /exports/{export}/download": async (seeded) => ({ parameters: { export: await makeExport(seeded) } }),
  "GET /exports/{export}/archive": async (seeded) => {
    const made = await makeExport(seeded);
    const { url } = (await prepare(seeded.server, "POST", `/exports/${made}/download`)) as { readonly url: string };
    return { parameters: { export: made, ...Object.fromEntries(new URL(url, "http://server").searchParams) } };
  },
};

/** What a fixture may build on. */
export interface Seeded {
  readonly server: TestServer;
  /** Of the decision that the seed recorded. */
  readonly auditId: string;
  /** Calls another endpoint with its own examples, and answers the texts of its JSON. */
  run(name: string): Promise<Readonly<Record<string, string>>>;
}

/** Makes what is missing for an endpoint's example; rejects when that is refused. */
export async function resolve(
  operation: ApiOperation,
  operations: readonly ApiOperation[],
  seeded: Pick<Seeded, "server" | "auditId">,
): Promise<Resolved> {
  const run: Seeded["run"] = async (name) => {
    const other = operations.find((one) => one.name === name);
    if (!other) throw new Error(`${operation.name} needs ${name}, which there is not.`);
    const response = await callOperation(seeded.server, other, toExampleCall(other));
    const text = await response.text();
    if (!response.ok) throw new Error(`${name} was answered ${response.status}: ${text}`);
    return JSON.parse(text) as Readonly<Record<string, string>>;
  };
  return (await FIXTURES[operation.name]?.({ ...seeded, run })) ?? {};
}

/** Lets the choices of the tenant `demo` be carried over to its other domains. */
async function allowTransfers(server: TestServer): Promise<void> {
  await prepare(server, "PATCH", "/api/v1/tenants/demo/config", { sharing: { cross_domain: true } });
}

/** Asks for an export and waits until it is ready; answers its id. */
async function makeExport({ server, run }: Seeded): Promise<string> {
  const { export_id = "" } = await run("POST /exports");
  const isReady = async (): Promise<void> =>
    expect(await prepare(server, "GET", `/exports/${export_id}`)).toMatchObject({ status: 4 });
  await vi.waitFor(isReady, { timeout: 20_000, interval: 50 });
  return export_id;
}

/** Waits until the decision has its place in the log: a second, mostly. */
async function waitForLog({ server }: Seeded): Promise<Resolved> {
  const isSigned = async (): Promise<void> => expect((await server.call("GET", "/log/checkpoint")).status).toBe(200);
  await vi.waitFor(isSigned, { timeout: 20_000, interval: 50 });
  return {};
}

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
