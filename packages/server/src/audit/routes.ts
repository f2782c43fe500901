import { consentReceiptAnswerSchema, logKeysAnswerSchema } from "@cookiehub/schemas";
import { authorize, readApiKey } from "../accounts/api-keys.ts";
import { DEVICE, readDevice, readTenant, refusal, TENANT } from "../consent/request.ts";
import { ApiError } from "../http/api-error.ts";
import type { ApiAnswer, Route, RouteParameter } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { readIdentityUnit } from "./log-keys.ts";
import type { LogReader } from "./log-reader.ts";
import { readReceipt, toKeyRanges } from "./receipt.ts";
import { fromTilePath, type TilePath, toTileEnd } from "./tile-path.ts";

export interface AuditRouteParts {
  readonly store: RelationalStore;
  readonly log: LogReader;
  readonly tenants: TenantDirectory;
}

const BYTES = "application/octet-stream";
const TEXT = "text/plain";
/** A tile of a size never changes. */
const IMMUTABLE = "public, max-age=31536000, immutable";
const PENDING_RETRY_SECONDS = "2";
const tilePath = (example: string): RouteParameter => ({
  name: "path",
  in: "path",
  isRequired: true,
  description: "Number of the tile as C2SP tlog-tiles writes it; `.p/{width}` after it for a partial one.",
  example,
});

/** Makes the endpoints of the log, and the visitor's proof. */
export function createAuditRoutes(parts: AuditRouteParts): Route[] {
  return [
    receiptRoute(parts),
    checkpointRoute(parts),
    keysRoute(parts),
    // Before the route of tiles, whose path would match it as well.
    entriesRoute(parts),
    tileRoute(parts),
  ];
}

function receiptRoute({ store, log, tenants }: AuditRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent/receipt/:audit_id",
    group: "consent",
    summary: "Read the proof of one decision",
    description:
      "For the device that decided, or, of what a user decided, for a device that is linked to the user; or with a key that has `consent:read`. Once the person was erased only a key finds it.",
    parameters: [
      TENANT,
      { ...DEVICE, isRequired: false },
      {
        name: "audit_id",
        in: "path",
        isRequired: true,
        description: "Id of the audit entry, as the decision's answer gave it.",
        example: "aud_0mi7x2k4gq3Ab-_9Zk1vX0w",
      },
    ],
    answers: {
      200: { description: "The decision and its place in the log", schema: consentReceiptAnswerSchema },
      202: {
        description:
          "The decision is recorded and waits for its place in the log; ask again after `Retry-After` seconds",
        schema: consentReceiptAnswerSchema,
      },
      400: refusal("Tenant, device or audit id missing or malformed"),
      401: refusal("The key is unknown or revoked"),
      403: refusal("The key lacks the scope `consent:read`, or is another tenant's"),
      404: refusal("The tenant is not configured here, or this caller has no such decision"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await readTenant(request, tenants);
      const isKeyed = readApiKey(request) !== undefined;
      if (isKeyed) await authorize(store, request, "consent:read", { tenant });
      const reader = isKeyed ? ("key" as const) : { deviceId: readDevice(request) };
      const receipt = await readReceipt({ store, log }, tenant.tenantId, request.param("audit_id"), reader);
      if (!receipt) throw new ApiError("not_found", "There is no such decision of this device, user or tenant.");
      const headers = { "Cache-Control": "no-store" };
      if (receipt.status === "logged") return { status: 200, headers, body: receipt };
      return { status: 202, headers: { ...headers, "Retry-After": PENDING_RETRY_SECONDS }, body: receipt };
    },
  };
}

function checkpointRoute({ store }: AuditRouteParts): Route {
  return {
    method: "GET",
    path: "/log/checkpoint",
    group: "audit",
    summary: "Read the newest signed checkpoint of the audit log (C2SP tlog-checkpoint)",
    answers: {
      200: { description: "A signed note: name, size and root hash of the log", mediaType: TEXT },
      404: refusal("Nothing has been signed yet"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: async () => {
      const row = await store.read(() => store.repositories.auditLog.latestCheckpoint());
      if (!row) throw new ApiError("not_found", "The log has no checkpoint yet. Ask again in some seconds.");
      const headers = { "Content-Type": `${TEXT}; charset=utf-8`, "Cache-Control": "public, max-age=1" };
      return { status: 200, headers, body: row.note };
    },
  };
}

function keysRoute({ store }: AuditRouteParts): Route {
  return {
    method: "GET",
    path: "/log/keys",
    group: "audit",
    summary: "List the keys that sign the audit log, and the sizes that each is good for",
    answers: {
      200: { description: "The log's name and its verifier keys", schema: logKeysAnswerSchema },
      404: refusal("The log has no key yet"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: async () => {
      const identity = await store.read(() => readIdentityUnit(store.repositories));
      if (!identity) throw new ApiError("not_found", "The log has no key yet. Ask again in some seconds.");
      const body = { origin: identity.origin, keys: toKeyRanges(identity) };
      return { status: 200, headers: { "Cache-Control": "public, max-age=60" }, body };
    },
  };
}

function tileRoute(parts: AuditRouteParts): Route {
  return {
    method: "GET",
    path: "/log/tile/:path{.+}",
    group: "audit",
    summary: "Read a tile of hashes of the audit log (C2SP tlog-tiles)",
    parameters: [tilePath("0/000.p/1")],
    answers: {
      200: { description: "The tile's hashes, 32 bytes each", mediaType: BYTES },
      404: refusal("The log has no such tile, or no checkpoint covers it yet"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: (request) => serveTile(parts, fromTilePath(request.param("path")), IMMUTABLE),
  };
}

function entriesRoute(parts: AuditRouteParts): Route {
  return {
    method: "GET",
    path: "/log/tile/entries/:path{.+}",
    group: "audit",
    summary: "Read a bundle of entries of the audit log (C2SP tlog-tiles)",
    description: "Entries name no person, but they tell every tenant's volume: a key of the whole server is needed.",
    parameters: [tilePath("000.p/1")],
    answers: {
      200: { description: "The entries, each after its length in two bytes", mediaType: BYTES },
      404: refusal("The log has no such bundle, or no checkpoint covers it yet"),
      503: refusal("The store does not answer"),
    },
    scope: "audit:read",
    handle: async (request) => {
      await authorize(parts.store, request, "audit:read", "server");
      const tile = fromTilePath(`entries/${request.param("path")}`);
      return serveTile(parts, tile, "private, max-age=31536000, immutable");
    },
  };
}

// Only what a checkpoint covers: a tile that nobody has signed for could still become another one.
async function serveTile(
  { store, log }: AuditRouteParts,
  tile: TilePath | undefined,
  caching: string,
): Promise<ApiAnswer> {
  const checkpoint = tile && (await store.read(() => store.repositories.auditLog.latestCheckpoint()));
  const isCovered = tile !== undefined && toTileEnd(tile) <= (checkpoint?.treeSize ?? 0);
  const body = isCovered ? await log.read(tile) : undefined;
  if (body === undefined) throw new ApiError("not_found", "The log has no such tile, or has not signed for it yet.");
  return { status: 200, headers: { "Content-Type": BYTES, "Cache-Control": caching }, body };
}
