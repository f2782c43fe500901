import { createHmac } from "node:crypto";
import type { Demo } from "../examples/demo/start-demo.ts";
import { TENANT_ID } from "../examples/demo/tenant.ts";

/** Asks the server for a new identity secret, as an operator does. */
export async function createSecret(demo: Demo): Promise<string> {
  const answer = await fetch(`${demo.serverUrl}/api/v1/tenants/${TENANT_ID}/identity-secrets`, {
    method: "POST",
    headers: { "X-API-Key": demo.apiKey },
  });
  const { secret } = (await answer.json()) as { secret: string };
  return secret;
}

/** Makes the token of a user, as the site's own server does. */
export function toToken(secret: string, userId: string): string {
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const signature = createHmac("sha256", secret).update(`${TENANT_ID}:${userId}:${expiry}`).digest("hex");
  return `${expiry}.${signature}`;
}
