import { createHash } from "node:crypto";
import type { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import { ApiError } from "../http/api-error.ts";
import type { ApiRequest } from "../http/route.ts";
import type { ApiKeyRow, RelationalStore } from "../storage/ports.ts";

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

const PREFIX_LENGTH = 8;

/** Makes a new key from 32 random bytes: `chk_` and 43 letters. */
export function toApiKey(random: Uint8Array): string {
  return `chk_${Buffer.from(random).toString("base64url")}`;
}

/** Makes what is stored of a key. */
export function toApiKeyRow(key: string, scopes: readonly ApiKeyScope[], keyId: string, nowMs: number): ApiKeyRow {
  return { keyId, hash: toKeyHash(key), prefix: key.slice(0, PREFIX_LENGTH), scopes, createdAtMs: nowMs };
}

/**
 * Lets a request pass when it shows a key with a scope (`X-API-Key`, or `Authorization: Bearer`).
 * Keys are found by their hash through an index, so nothing is compared letter by letter. `admin` holds every scope.
 */
export async function authorize(store: RelationalStore, request: ApiRequest, scope: ApiKeyScope): Promise<void> {
  const key = request.header("x-api-key") ?? readBearer(request.header("authorization"));
  const row = key ? await store.read(() => store.repositories.apiKeys.findByHash(toKeyHash(key))) : undefined;
  if (!row) throw new ApiError("unauthorized", "Send a secret key: header X-API-Key, or Authorization: Bearer.");
  if (row.scopes.includes(scope) || row.scopes.includes("admin")) return;
  throw new ApiError("forbidden", `This key lacks the scope ${scope}.`);
}

function toKeyHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function readBearer(header: string | undefined): string | undefined {
  // The scheme's case is free (RFC 9110, 11.1).
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}
