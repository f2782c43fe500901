import { isDeepStrictEqual } from "node:util";
import type { TenantConfig, TenantConfigAnswer } from "@cookiehub/schemas/types";

/** Publishes the demo's configuration unless the server already holds it, so that a restart makes no new version. */
export async function publishConfig(serverUrl: string, apiKey: string, config: TenantConfig): Promise<void> {
  const address = `${serverUrl}/api/v1/tenants/${config.tenant_id}/config`;
  const headers = { "X-API-Key": apiKey, "Content-Type": "application/json" };
  const current = await fetch(address, { headers });
  const published = current.ok ? ((await current.json()) as TenantConfigAnswer).config : undefined;
  // Through JSON, because what is absent and what is `undefined` are the same thing on the wire.
  if (isDeepStrictEqual(published, JSON.parse(JSON.stringify(config)))) return;
  const answer = await fetch(address, { method: "PUT", headers, body: JSON.stringify(config) });
  if (!answer.ok) throw new Error(`The demo's configuration was refused (${answer.status}): ${await answer.text()}`);
}
