import { tenantConfigSchema } from "@cookiehub/schemas";
import type { TenantConfigAnswer } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import { parseRequest } from "../http/parse.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import type { TenantDirectory } from "./directory.ts";
import { toConfigAnswer, toPublished } from "./tenant.ts";

export interface TenantService {
  readConfig(reference: string): Promise<TenantConfigAnswer>;
  /** Publishes a whole configuration; throws `invalid_request` with the path of every fault, and nothing goes live. */
  publishConfig(reference: string, body: unknown): Promise<TenantConfigAnswer>;
}

/** Creates the service that keeps tenants' configurations. */
export function createTenantService(
  store: RelationalStore,
  directory: TenantDirectory,
  now: () => number,
): TenantService {
  const { tenants } = store.repositories;

  function* publishUnit(reference: string, body: unknown): Unit<TenantRow> {
    const row = yield* tenants.find(reference);
    if (!row) throw new ApiError("tenant_not_found", "This tenant is not configured here.");
    const config = parseRequest(tenantConfigSchema, withTenantId(body, row.tenantId));
    if (config.tenant_id !== row.tenantId) {
      throw new ApiError("invalid_request", "A tenant's id cannot change.", [
        { path: "tenant_id", message: `must be ${row.tenantId}` },
      ]);
    }
    const published = toPublished(row, config, now());
    if (published !== row) yield* tenants.put(published);
    return published;
  }

  return {
    readConfig: async (reference) => toConfigAnswer(await directory.get(reference)),
    publishConfig: async (reference, body) => {
      const row = await store.transaction(() => publishUnit(reference, body));
      await directory.invalidate(row);
      return toConfigAnswer(row);
    },
  };
}

// The address names the tenant already; a body need not repeat it.
function withTenantId(body: unknown, tenantId: string): unknown {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  return isObject ? { tenant_id: tenantId, ...body } : body;
}
