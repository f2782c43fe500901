import { join } from "node:path";
import { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import { type ApiKeyGrant, toApiKeyRow } from "../../src/accounts/api-keys.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";
import { prepare, seed } from "../examples/fixtures.ts";
import { DECISION, type TestServer } from "../test-server.ts";

/** Stands in everything of the other tenant that is nobody else's business. No call may ever be answered with it. */
export const MARKER = "Mark3r";

/** The tenant that must not be reached, and what names its things. */
export const VICTIM = { tenantId: "victim", code: "victim01", deviceId: "dev_victim0001", host: "victim.example" };

/** Keys by what is wrong with them, when the call is about the tenant `demo`. */
export const KEYS = {
  ofDemo: "chk_hostile_of_the_tenant_demo_000000000000",
  ofVictim: "chk_hostile_of_the_tenant_victim_0000000000",
  ofOtherOrganization: "chk_hostile_of_another_organization_0000000",
  withoutScope: "chk_hostile_without_any_scope_0000000000000",
  revoked: "chk_hostile_revoked_0000000000000000000000000",
  unknown: "chk_hostile_unknown_0000000000000000000000000",
} as const;

/** Plants the other tenant with its records, and keys of every kind; and what the examples start from. */
export async function plantVictim(
  server: TestServer,
): Promise<{ readonly victimAuditId: string; readonly demoAuditId: string }> {
  const { tenantId, code, deviceId, host } = VICTIM;
  await prepare(server, "POST", "/api/v1/tenants", { tenant_id: tenantId, code, config: { domain: host } });
  const recorded = await server.call("POST", "/api/v1/consent", {
    headers: { "X-Tenant-ID": tenantId, "X-Device-ID": deviceId, "X-Idempotency-Key": "key_victim0001" },
    body: { ...DECISION, variant: `${MARKER}.arm`, path: `/${MARKER}`, hostname: host },
  });
  const { audit_id: victimAuditId } = (await recorded.json()) as { audit_id: string };
  const user = { device_id: deviceId, user_id: `${MARKER}-user` };
  await prepare(server, "POST", `/api/v1/consent/migrate?tenant=${tenantId}`, user);
  await plantKeys(server.directory);
  return { victimAuditId, demoAuditId: await seed(server) };
}

// Straight into the database: the API makes no revoked keys, and none without scopes.
async function plantKeys(directory: string): Promise<void> {
  const store = await createSqliteRelational({ file: join(directory, "cookiehub.sqlite") });
  const everything: ApiKeyGrant = {
    name: `${MARKER} key`,
    scopes: API_KEY_SCOPES.filter((scope) => scope !== "admin"),
    organizationId: null,
    tenantId: null,
    origin: "api",
  };
  const grants: readonly (readonly [string, Partial<ApiKeyGrant>])[] = [
    [KEYS.ofDemo, { name: "of demo", tenantId: "demo" }],
    [KEYS.ofVictim, { tenantId: VICTIM.tenantId }],
    [KEYS.ofOtherOrganization, { organizationId: "org_other" }],
    [KEYS.withoutScope, { scopes: [] }],
    [KEYS.revoked, {}],
  ];
  try {
    await store.transaction(function* plant() {
      const times = { createdAtMs: 0, updatedAtMs: 0, servicesVersion: 0 };
      const other = {
        organizationId: "org_other",
        name: `${MARKER} organization`,
        layer: {},
        publishing: null,
        ...times,
      };
      yield* store.repositories.organizations.put(other);
      for (const [key, grant] of grants) {
        const row = toApiKeyRow(key, { ...everything, ...grant }, `key_${key.slice(12, 30)}`, 0);
        yield* store.repositories.apiKeys.put({ ...row, revokedAtMs: key === KEYS.revoked ? 1 : null });
      }
    });
  } finally {
    await store.close();
  }
}
