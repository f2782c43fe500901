import { createHash, timingSafeEqual } from "node:crypto";
import { authenticate, checkTarget, readApiKey } from "../accounts/api-keys.ts";
import { ApiError } from "../http/api-error.ts";
import type { ApiRequest } from "../http/route.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";

export interface VaultAccessParts {
  readonly store: RelationalStore;
  readonly tenants: TenantDirectory;
  /** The static key, which sees every tenant. */
  readonly apiKey: string | undefined;
}

/** Whose figures a call names. */
export interface NamedCodes {
  readonly code?: string | undefined;
  readonly codes?: readonly string[] | undefined;
}

/** What a key is asked for: figures, or events one by one, which tell the tokens of visitors. */
export type VaultScope = "analytics:read" | "analytics:raw";

/** Who asked, and what may be told to them. */
export interface VaultReader {
  /** Id of the key; the static one is called by its variable. */
  readonly keyId: string;
  /** Whether a tenant is one of the reader's. */
  mayRead(code: string): Promise<boolean>;
  /** Finds the tenants that a body names; throws `not_found`, or `forbidden` where one is none of the reader's. */
  toCodes(named: NamedCodes): Promise<readonly string[]>;
}

export interface VaultAccess {
  /** Throws `unauthorized` or `forbidden`. Comes before the body is read. */
  authenticate(request: ApiRequest, scope: VaultScope): Promise<VaultReader>;
}

/** Creates the check of who reads figures: the static key, or one with the scope. */
export function createVaultAccess({ store, tenants, apiKey }: VaultAccessParts): VaultAccess {
  const isStaticKey = createKeyCheck(apiKey);
  return {
    authenticate: async (request, scope) => {
      const given = readApiKey(request);
      if (given !== undefined && isStaticKey(given)) return createReader(tenants, "VAULT_API_KEY", () => {});
      const key = await authenticate(store, request, scope);
      return createReader(tenants, key.keyId, (tenant) => checkTarget(key, { tenant }));
    },
  };
}

// Digests have one length, and comparing them takes the same time wherever they differ.
function createKeyCheck(apiKey: string | undefined): (given: string) => boolean {
  if (apiKey === undefined) return () => false;
  const wanted = toDigest(apiKey);
  return (given) => timingSafeEqual(toDigest(given), wanted);
}

function toDigest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

function createReader(tenants: TenantDirectory, keyId: string, check: (tenant: TenantRow) => void): VaultReader {
  return {
    keyId,
    mayRead: async (code) => {
      try {
        check(await tenants.get(code));
        return true;
      } catch (error) {
        if (error instanceof ApiError) return false;
        throw error;
      }
    },
    toCodes: async ({ code, codes }) => {
      const named = code === undefined ? (codes ?? []).map(toPlace) : [{ reference: code, path: "code" }];
      const found = new Set<string>();
      for (const { reference, path } of named) {
        const tenant = await findTenant(tenants, reference, path);
        check(tenant);
        // Figures are kept under the code; what was named may be the id.
        found.add(tenant.code);
      }
      return [...found];
    },
  };
}

function toPlace(reference: string, index: number): { readonly reference: string; readonly path: string } {
  return { reference, path: `codes.${index}` };
}

async function findTenant(tenants: TenantDirectory, reference: string, path: string): Promise<TenantRow> {
  try {
    return await tenants.get(reference);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "tenant_not_found") throw error;
    throw new ApiError("not_found", "A tenant is not configured here.", [{ path, message: "is no tenant's code" }]);
  }
}
