import { createHash } from "node:crypto";
import type { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import { ApiError } from "../http/api-error.ts";
import type { ApiRequest } from "../http/route.ts";
import type { ApiKeyRow, RelationalStore, TenantRow } from "../storage/ports.ts";

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

const PREFIX_LENGTH = 8;

/** Makes a new key from 32 random bytes: `chk_` and 43 letters. */
export function toApiKey(random: Uint8Array): string {
  return `chk_${Buffer.from(random).toString("base64url")}`;
}

/** What a new key may do, and where. */
export interface ApiKeyGrant {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly organizationId: string | null;
  readonly tenantId: string | null;
  readonly origin: ApiKeyRow["origin"];
}

/** Makes what is stored of a key. */
export function toApiKeyRow(key: string, grant: ApiKeyGrant, keyId: string, nowMs: number): ApiKeyRow {
  const prefix = key.slice(0, PREFIX_LENGTH);
  return { ...grant, keyId, hash: toKeyHash(key), prefix, createdAtMs: nowMs, revokedAtMs: null };
}

/** What a call is about: one tenant, one organization, or things that belong to the whole server. */
export type ApiKeyTarget =
  | { readonly tenant: Pick<TenantRow, "tenantId" | "organizationId"> }
  | { readonly organizationId: string }
  | "server";

/**
 * Lets a request pass when it shows a key (`X-API-Key`, or `Authorization: Bearer`) that has the scope and is good for
 * the target; answers the key.
 */
export async function authorize(
  store: RelationalStore,
  request: ApiRequest,
  scope: ApiKeyScope,
  target: ApiKeyTarget,
): Promise<ApiKeyRow> {
  const key = await authenticate(store, request, scope);
  checkTarget(key, target);
  return key;
}

/**
 * The first half of `authorize`, for calls whose target stands in their body.
 * Keys are found by their hash through an index, so nothing is compared letter by letter. `admin` holds every scope.
 */
export async function authenticate(
  store: RelationalStore,
  request: ApiRequest,
  scope: ApiKeyScope,
): Promise<ApiKeyRow> {
  const key = readApiKey(request);
  const row = key ? await store.read(() => store.repositories.apiKeys.findByHash(toKeyHash(key))) : undefined;
  if (!row || row.revokedAtMs !== null) {
    throw new ApiError("unauthorized", "Send a secret key: header X-API-Key, or Authorization: Bearer.");
  }
  if (row.scopes.includes(scope) || row.scopes.includes("admin")) return row;
  throw new ApiError("forbidden", `This key lacks the scope ${scope}.`);
}

/** The second half: refuses a key that is bound to something else. */
export function checkTarget(key: ApiKeyRow, target: ApiKeyTarget): void {
  if (!isBoundTo(key, target)) throw new ApiError("forbidden", "This key is bound to another tenant or organization.");
}

/** Reads the key that a request shows, if it shows one. */
export function readApiKey(request: ApiRequest): string | undefined {
  return request.header("x-api-key") ?? readBearer(request.header("authorization"));
}

// A key of one tenant is good for that tenant alone, one of an organization for it and its tenants.
function isBoundTo(key: ApiKeyRow, target: ApiKeyTarget): boolean {
  if (key.tenantId !== null)
    return target !== "server" && "tenant" in target && target.tenant.tenantId === key.tenantId;
  if (key.organizationId === null) return true;
  if (target === "server") return false;
  const organizationId = "tenant" in target ? target.tenant.organizationId : target.organizationId;
  return organizationId === key.organizationId;
}

function toKeyHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function readBearer(header: string | undefined): string | undefined {
  // The scheme's case is free (RFC 9110, 11.1).
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}
