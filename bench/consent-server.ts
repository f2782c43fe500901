import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@cookiehub/server";
import { announce } from "./child.ts";

// The whole server as a self-hoster runs it, on a fresh directory. Requests are logged to nowhere; statistics wait in
// the queue (their cost per row is measured apart), so that the figures are those of the requests.
const directory = mkdtempSync(join(tmpdir(), "cookiehub-bench-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));

const server = await startServer({
  env: {
    COOKIEHUB_DATA_DIR: directory,
    PORT: "0",
    HOST: "127.0.0.1",
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: "demo0001",
    COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
    CONSENT_FLUSH_AGE_MS: "600000",
  },
});
const url = `http://127.0.0.1:${server.port}`;
await fetch(`${url}/api/v1/consent?tenant=demo&device=dev_benchmark&idempotency_key=key_benchmark`, {
  method: "POST",
  body: JSON.stringify({
    categories: { analytics: true },
    policy_version: "1",
    consent_method: "preferences",
    banner_version: "1",
  }),
});
announce(url);
