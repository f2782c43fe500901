import { callerKeySchema, deviceIdSchema, errorAnswerSchema, instantSchema, userIdSchema } from "@cookiehub/schemas";
import type { z } from "zod";
import { toAddressPrefix } from "../http/address.ts";
import { ApiError } from "../http/api-error.ts";
import { type ApiRequest, type RouteParameter, readTwin } from "../http/route.ts";
import type { LocationReader } from "../regulation/location.ts";
import type { TenantRow } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { checkOrigin } from "../tenants/origin.ts";
import type { Agent } from "./agent.ts";
import type { Caller } from "./context.ts";
import type { ConsentService } from "./service.ts";

/** What the consent endpoints are made of. */
export interface ConsentRouteParts {
  readonly service: ConsentService;
  readonly tenants: TenantDirectory;
  readonly readAgent: (userAgent: string | undefined) => Agent;
  readonly locations: LocationReader;
}

export const TENANT: RouteParameter = {
  name: "X-Tenant-ID",
  in: "header",
  queryTwin: "tenant",
  isRequired: true,
  description: "Id or code of the tenant.",
  example: "demo",
};
export const DEVICE: RouteParameter = {
  name: "X-Device-ID",
  in: "header",
  queryTwin: "device",
  isRequired: true,
  description: "Id of the browser: random and first-party. Who knows it may read and change this one consent.",
  example: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg",
};
export const COUNTRY: RouteParameter = {
  name: "X-Geo-Country",
  in: "header",
  queryTwin: "country",
  description:
    "Where the visitor is (`DE`, `US-CA`). The header is believed from trusted proxies only; the query parameter from a trusted caller, and never behind a proxy.",
  example: "DE",
};
export const IDEMPOTENCY_KEY: RouteParameter = {
  name: "X-Idempotency-Key",
  in: "header",
  queryTwin: "idempotency_key",
  isRequired: true,
  description: "Names this decision: the same key and body again is answered as the first time.",
  example: "5b2f0c9e4d7a41f0a3c6",
};
export const DECIDED_AT: RouteParameter = {
  name: "X-Decided-At",
  in: "header",
  queryTwin: "decided_at",
  description: "When the visitor decided, by the device's clock: a decision made before it and sent after it is older.",
  example: "2026-11-20T10:00:00.000Z",
};

/** Describes an error answer. */
export const refusal = (description: string) => ({ description, schema: errorAnswerSchema });

/** Finds the tenant that a request names. */
export function readTenant(request: ApiRequest, tenants: TenantDirectory): Promise<TenantRow> {
  return tenants.get(readTwin(request, "x-tenant-id", "tenant"));
}

export function readDevice(request: ApiRequest): string {
  const given = readTwin(request, "x-device-id", "device");
  if (!given) throw new ApiError("missing_device", "Name the device: header X-Device-ID, or query parameter device.");
  return readText(given, deviceIdSchema, "X-Device-ID", "The device id is not valid.");
}

export function readIdempotencyKey(request: ApiRequest): string {
  const given = readTwin(request, "x-idempotency-key", "idempotency_key");
  if (!given) {
    throw new ApiError(
      "missing_idempotency_key",
      "Name this decision: header X-Idempotency-Key, or query parameter idempotency_key.",
    );
  }
  return readText(given, callerKeySchema, "X-Idempotency-Key", "The idempotency key is not valid.");
}

/** Reads the user that a request names, if it names one. */
export function readUser(request: ApiRequest): string | undefined {
  const given = readTwin(request, "x-user-id", "user");
  return given === undefined ? undefined : readText(given, userIdSchema, "X-User-ID", "The user id is not valid.");
}

/** Reads when the visitor decided, in milliseconds since 1970; `null` when the request does not say. */
export function readDecidedAt(request: ApiRequest): number | null {
  const given = readTwin(request, "x-decided-at", "decided_at");
  if (given === undefined) return null;
  return Date.parse(readText(given, instantSchema, "X-Decided-At", "The time of the decision is not valid."));
}

/** Reads who asks for a change: from a page of the tenant, or from no page at all. */
export async function readCaller(
  request: ApiRequest,
  { tenants, readAgent, locations }: ConsentRouteParts,
): Promise<Caller> {
  const tenant = await readTenant(request, tenants);
  checkOrigin(request.header("origin"), tenant.config);
  return {
    tenant,
    deviceId: readDevice(request),
    location: locations.read(request),
    agent: readAgent(request.header("user-agent")),
    addressPrefix: toAddressPrefix(request.clientAddress),
  };
}

function readText(text: string, schema: z.ZodType<string>, path: string, message: string): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new ApiError("invalid_request", message, [
    { path, message: parsed.error.issues[0]?.message ?? "is not valid" },
  ]);
}
