import { setImmediate } from "node:timers/promises";
import type { ErrorDetail, OrganizationAnswer, OrganizationRequest } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { Logger } from "../http/log.ts";
import type { OrganizationPublishing, OrganizationRow, RelationalStore, TenantRow } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { resolveLayers, toOrganizationLayer } from "../tenants/layers.ts";
import { type ConfigCheck, toOrganizationLock } from "../tenants/publish.ts";
import { toConfigHash } from "../tenants/tenant.ts";
import {
  abandonUnit,
  appendOrganizationEntry,
  beginUnit,
  busy,
  settleUnit,
  takeUnit,
} from "./organization-publishing.ts";

/** Tenants that are checked or published at a time: other work waits for a batch, not for all of them. */
const BATCH_SIZE = 20;
/** Most faults that a refusal names. */
const FAULTS_MAX = 100;

export interface OrganizationService {
  /** Throws `not_found`. */
  read(organizationId: string): Promise<OrganizationAnswer>;
  /**
   * Creates an organization, or changes its name and layer and publishes what its tenants make of it. Resolves when
   * every tenant has it. Throws `invalid_request` with each fault as `{tenant}.{path}`: then nothing went live;
   * `conflict` while another change is under way.
   */
  put(organizationId: string, request: OrganizationRequest, keyId: string): Promise<OrganizationAnswer>;
  /** Goes on with what a process that ended left half-done. */
  readonly task: Task;
}

export interface OrganizationServiceParts {
  readonly store: RelationalStore;
  readonly directory: TenantDirectory;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Told of each tenant whose configuration changed, after it is live. */
  readonly onPublished: (tenant: TenantRow) => void;
  /** Holds for what the organization says itself: one tenant's own fault must not keep the others from a change. */
  readonly checkConfig: ConfigCheck;
}

/** Creates the service that keeps organizations and the layer below their tenants'. */
export function createOrganizationService(parts: OrganizationServiceParts): OrganizationService {
  const { store, now } = parts;
  const { organizations } = store.repositories;
  const unitParts = { ...parts, repositories: store.repositories };

  async function put(organizationId: string, request: OrganizationRequest, keyId: string): Promise<OrganizationRow> {
    const layer = toOrganizationLayer(request.config ?? {}, parts.checkConfig);
    const wanted = { organizationId, name: request.name, layer };
    const existing = await store.transaction(() => putAtOnceUnit(unitParts, wanted, keyId));
    if (existing !== undefined) return existing;
    const publishing = { stage: "checking", layer, afterTenantId: "", startedAtMs: now(), keyId } as const;
    await store.transaction(() => beginUnit(unitParts, organizationId, publishing));
    const faults = await findFaults(parts, organizationId, publishing);
    if (faults.length > 0) {
      await store.transaction(() => abandonUnit(unitParts, organizationId, publishing));
      throw new ApiError(
        "invalid_request",
        "The layer is not valid for every tenant. Nothing went live; each fault is listed in details.",
        faults,
      );
    }
    const settled = await store.transaction(() => settleUnit(unitParts, organizationId, publishing, request.name));
    await takeAll(parts, organizationId);
    return { ...settled, publishing: null };
  }

  const exclusively = <Answer>(organizationId: string, work: () => Promise<Answer>): Promise<Answer | undefined> =>
    store.exclusively(`publishing of ${toOrganizationLock(organizationId)}`, work);

  return {
    read: async (organizationId) => {
      const row = await store.read(() => organizations.find(organizationId));
      if (!row) throw new ApiError("not_found", "There is no such organization.");
      return toAnswer(row);
    },
    put: async (organizationId, request, keyId) => {
      const row = await exclusively(organizationId, async () => {
        await resume(parts, organizationId);
        return put(organizationId, request, keyId);
      });
      if (!row) throw busy();
      return toAnswer(row);
    },
    task: {
      name: "organization-publishing",
      everyMs: 30_000,
      run: async () => {
        const unfinished = await store.read(() => organizations.publishing(10));
        for (const { organizationId } of unfinished) {
          await exclusively(organizationId, () => resume(parts, organizationId));
        }
        return "idle";
      },
    },
  };
}

/** What needs no tenant's consent: a new organization, or another name. Answers `undefined` when the layer changes. */
function* putAtOnceUnit(
  parts: OrganizationServiceParts & { readonly repositories: RelationalStore["repositories"] },
  wanted: Pick<OrganizationRow, "organizationId" | "name" | "layer">,
  keyId: string,
) {
  const { organizations, locks } = parts.repositories;
  yield* locks.hold([toOrganizationLock(wanted.organizationId)]);
  const row = yield* organizations.find(wanted.organizationId);
  const updatedAtMs = parts.now();
  if (row && toConfigHash(row.layer) !== toConfigHash(wanted.layer)) return undefined;
  if (row && row.name === wanted.name) return row;
  const next: OrganizationRow = row
    ? { ...row, name: wanted.name, updatedAtMs }
    : { ...wanted, publishing: null, createdAtMs: updatedAtMs, updatedAtMs };
  yield* organizations.put(next);
  yield* appendOrganizationEntry(parts, next, keyId);
  return next;
}

async function findFaults(
  { store }: OrganizationServiceParts,
  organizationId: string,
  { layer }: OrganizationPublishing,
): Promise<ErrorDetail[]> {
  const { tenants } = store.repositories;
  const faults: ErrorDetail[] = [];
  for (let after = ""; faults.length < FAULTS_MAX; ) {
    const batch = await store.read(() => tenants.list(organizationId, after, BATCH_SIZE));
    for (const tenant of batch) {
      const resolution = resolveLayers(tenant.tenantId, layer, tenant.layer);
      const found = "faults" in resolution ? resolution.faults : [];
      faults.push(...found.map(({ path, message }) => ({ path: `${tenant.tenantId}.${path}`, message })));
    }
    if (batch.length < BATCH_SIZE) break;
    after = batch.at(-1)?.tenantId ?? after;
    // A read that answers at once leaves no turn to others.
    await setImmediate();
  }
  return faults.slice(0, FAULTS_MAX);
}

// Whoever asked for a change that was only being checked never had an answer, and nothing of it is live.
async function resume(parts: OrganizationServiceParts, organizationId: string): Promise<void> {
  const { store } = parts;
  const row = await store.read(() => store.repositories.organizations.find(organizationId));
  const { publishing } = row ?? {};
  if (publishing?.stage === "checking") {
    const unitParts = { ...parts, repositories: store.repositories };
    await store.transaction(() => abandonUnit(unitParts, organizationId, publishing));
  } else if (publishing?.stage === "publishing") {
    await takeAll(parts, organizationId);
  }
}

async function takeAll(parts: OrganizationServiceParts, organizationId: string): Promise<void> {
  const { store, directory, log } = parts;
  const unitParts = { ...parts, repositories: store.repositories };
  for (let isLast = false; !isLast; ) {
    const batch = await store.transaction(() => takeUnit(unitParts, organizationId, BATCH_SIZE));
    for (const row of batch.published) {
      await directory.invalidate(row);
      parts.onPublished(row);
    }
    if (batch.skipped.length > 0) {
      log.error({ tenants: batch.skipped }, "tenants keep their configuration: it is not valid over the new layer");
    }
    isLast = batch.isLast;
  }
}

function toAnswer(row: OrganizationRow): OrganizationAnswer {
  return {
    organization_id: row.organizationId,
    name: row.name,
    config: { ...row.layer },
    state: row.publishing?.stage ?? "settled",
    created_at: new Date(row.createdAtMs).toISOString(),
    updated_at: new Date(row.updatedAtMs).toISOString(),
  };
}
