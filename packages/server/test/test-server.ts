import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startServer } from "../src/server.ts";

/** A key of the test server with every scope. */
export const TEST_API_KEY = "chk_test_0123456789abcdefghijklmnop";

const widget = {
  core: "!function(CH_SETUP){globalThis.cookiehub=CH_SETUP}",
  addOns: {},
  assets: { chunks: { preferences: "/w/preferences.js" }, languages: { de: "/w/de.js" } },
  files: new Map([
    ["stub.js", Buffer.from("window.__stub=1")],
    ["stub-iab.js", Buffer.from("window.__stub=2")],
    ["cookiehub.js", Buffer.from("window.__script=1")],
    ["preferences.js", Buffer.from("export default 1")],
  ]),
};

export interface TestServer extends RunningServer {
  readonly directory: string;
  /** Sends a request; a body that is an object goes as JSON. */
  call(method: string, path: string, options?: { headers?: Record<string, string>; body?: unknown }): Promise<Response>;
  /** Stops the server and starts another on the same data. */
  restart(): Promise<TestServer>;
}

/** Starts a real server on a free port with a fresh directory and the tenant `demo` (`demo0001`, shop.example). */
export async function startTestServer(
  options: { env?: Record<string, string>; now?: () => number; directory?: string } = {},
): Promise<TestServer> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "cookiehub-test-")));
  const server = await startServer({
    env: {
      COOKIEHUB_DATA_DIR: directory,
      PORT: "0",
      HOST: "127.0.0.1",
      COOKIEHUB_INIT_TENANT_ID: "demo",
      COOKIEHUB_INIT_TENANT_CODE: "demo0001",
      COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
      COOKIEHUB_INIT_API_KEY: TEST_API_KEY,
      CONSENT_FLUSH_AGE_MS: "10",
      ...options.env,
    },
    log: "silent",
    widget,
    now: options.now,
  });
  const base = `http://127.0.0.1:${server.port}`;
  return {
    ...server,
    directory,
    call: (method, path, { headers = {}, body } = {}) =>
      fetch(base + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    restart: async () => {
      await server.close();
      return startTestServer({ ...options, directory });
    },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Headers that name the demo tenant, a device, and (for writes) a decision. */
export function toHeaders(deviceId: string, idempotencyKey?: string): Record<string, string> {
  return {
    "X-Tenant-ID": "demo",
    "X-Device-ID": deviceId,
    ...(idempotencyKey === undefined ? {} : { "X-Idempotency-Key": idempotencyKey }),
  };
}

/** A decision as the widget sends it. */
export const DECISION = {
  categories: { essential: true, functional: false, analytics: true, marketing: false },
  policy_version: "1",
  consent_method: "preferences",
  banner_version: "1",
};
