import { errorAnswerSchema } from "@cookiehub/schemas";
import type { RouteParameter } from "../http/route.ts";

export const TENANT: RouteParameter = {
  name: "tenant",
  in: "path",
  isRequired: true,
  description: "Id or code of the tenant.",
  example: "demo",
};

export const IF_MATCH: RouteParameter = {
  name: "If-Match",
  in: "header",
  description: "The `ETag` that the change was made from: refused with 412 when another version is published by now.",
};

export const refusal = (description: string) => ({ description, schema: errorAnswerSchema });

/** What every call with a key may be refused with. */
export const KEY_REFUSALS = {
  401: refusal("No key, or one that is unknown or revoked"),
  403: refusal("The key lacks the scope, or is bound to something else"),
} as const;

export const NO_TENANT = { 404: refusal("The tenant is not configured here") } as const;
