import { ApiError } from "../http/api-error.ts";
import type { PageRequest } from "../http/page.ts";
import type { ConfigVersionRow, RelationalStore, TenantRow } from "../storage/ports.ts";
import { type CreateTenantCommand, createTenantUnit, toNames } from "./create.ts";
import type { TenantDirectory } from "./directory.ts";
import { type ChangeOrigin, type ConfigCheck, type LayerChange, publishUnit } from "./publish.ts";

/** Above every version: the largest number that each database takes for one. */
const VERSION_MAX = 2_147_483_647;

/** Which tenants a list is about. */
export type TenantBound = "server" | { readonly organizationId: string } | { readonly tenantId: string };

export interface TenantService {
  read(reference: string): Promise<TenantRow>;
  /**
   * Changes the tenant's layer and publishes what comes of it, live in every process when this resolves. Throws
   * `invalid_request` with the path of every fault, `precondition_failed`, `not_found`; then nothing goes live.
   */
  publish(reference: string, change: LayerChange, origin: ChangeOrigin): Promise<TenantRow>;
  /** Throws `conflict` when the id or the code is taken. */
  create(command: CreateTenantCommand, origin: ChangeOrigin): Promise<TenantRow>;
  /** One tenant more than the page holds, where there is one. */
  list(bound: TenantBound, page: PageRequest): Promise<readonly TenantRow[]>;
  versions(reference: string, page: PageRequest): Promise<readonly ConfigVersionRow[]>;
  version(reference: string, version: number): Promise<ConfigVersionRow>;
}

export interface TenantServiceParts {
  readonly store: RelationalStore;
  readonly directory: TenantDirectory;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Told of each tenant whose configuration changed, after it is live. Never throws, never waits. */
  readonly onPublished: (tenant: TenantRow) => void;
  readonly checkConfig: ConfigCheck;
}

/** Creates the service that keeps tenants and their configurations. */
export function createTenantService(parts: TenantServiceParts): TenantService {
  const { store, directory } = parts;
  const { repositories } = store;
  const { tenants } = repositories;
  const unitParts = { ...parts, repositories };

  async function announce(row: TenantRow): Promise<TenantRow> {
    await directory.invalidate(row);
    parts.onPublished(row);
    return row;
  }

  return {
    read: (reference) => directory.get(reference),
    publish: async (reference, change, origin) => {
      const tenant = await directory.get(reference);
      return announce(await store.transaction(() => publishUnit(unitParts, tenant, change, origin)));
    },
    create: async (command, origin) => {
      const names = toNames(command, parts.random);
      return announce(await store.transaction(() => createTenantUnit(unitParts, { ...command, ...names }, origin)));
    },
    list: (bound, { cursor, limit }) =>
      store.read(function* () {
        if (bound !== "server" && "tenantId" in bound) {
          const row = yield* tenants.find(bound.tenantId);
          return row?.tenantId === bound.tenantId && row.tenantId > cursor ? [row] : [];
        }
        return yield* tenants.list(bound === "server" ? null : bound.organizationId, cursor, limit + 1);
      }),
    versions: async (reference, { cursor, limit }) => {
      const { tenantId } = await directory.get(reference);
      const below = cursor === "" ? VERSION_MAX : toVersionNumber(cursor);
      return store.read(() => tenants.versions(tenantId, below, limit + 1));
    },
    version: async (reference, version) => {
      const { tenantId } = await directory.get(reference);
      const row = await store.read(() => tenants.version(tenantId, version));
      if (!row) throw new ApiError("not_found", `Version ${version} was never published.`);
      return row;
    },
  };
}

/** Reads the number of a version from a path or a cursor; throws `invalid_request`. */
export function toVersionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ApiError("invalid_request", "A version is a number, counted from 1.", [
    { path: "version", message: "must be a number that the list of versions gave" },
  ]);
}
