import { expect, test, vi } from "vitest";
import { startListServer } from "../../../../examples/demo/tcf/list-server.ts";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };

interface Page {
  readonly config: { readonly tcf_enabled: boolean; readonly policy_version: string };
  readonly config_version: number;
  readonly tcf?: { readonly list_path: string };
}

async function readPage(server: TestServer): Promise<{ page: Page; etag: string | null }> {
  const response = await server.call("GET", "/c/demo0001.json");
  return { page: (await response.json()) as Page, etag: response.headers.get("etag") };
}

const patch = (server: TestServer, body: object): Promise<Response> =>
  server.call("PATCH", "/api/v1/tenants/demo/config", { headers: { "X-API-Key": TEST_API_KEY }, body });

test("T102 a server that lost its registration tells pages nothing of the TCF, and goes on", async () => {
  const publisher = await startListServer({ vendors: 30 });
  const env: Record<string, string> = {
    COOKIEHUB_TCF_CMP_ID: "300",
    COOKIEHUB_TCF_CMP_VERSION: "1",
    COOKIEHUB_TCF_ATTESTATION: "https://cmp.example/attestation",
    COOKIEHUB_TCF_LIST_URL: publisher.listUrl,
  };
  const registered = await startTestServer({ env });
  expect(
    (await patch(registered, { tcf_enabled: true, tcf: { publisher_country: "DE", vendors: "all" } })).status,
  ).toBe(200);
  await vi.waitFor(async () => expect((await readPage(registered)).page.tcf).toBeDefined(), WAIT);
  const before = await readPage(registered);
  const list = before.page.tcf?.list_path ?? "";
  expect((await registered.call("GET", `${list}/list.json`)).status).toBe(200);
  // The environment is read again by the next start.
  for (const name of Object.keys(env)) delete env[name];
  const without = await registered.restart();
  const after = await readPage(without);
  expect(after.page).toMatchObject({ config_version: before.page.config_version, config: { tcf_enabled: true } });
  expect([after.page.tcf, after.etag === before.etag]).toEqual([undefined, false]);
  expect((await without.call("GET", `${list}/list.json`)).status).toBe(404);
  expect((await without.call("GET", "/ready")).status).toBe(200);
  expect((await patch(without, { policy_version: "2" })).status).toBe(400);
  expect((await patch(without, { policy_version: "2", tcf_enabled: false })).status).toBe(200);
  expect((await readPage(without)).page.config).toMatchObject({ tcf_enabled: false, policy_version: "2" });
  await without.close();
  await publisher.close();
});
