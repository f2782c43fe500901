import {
  consentTransferAnswerSchema,
  consentTransferRedeemAnswerSchema,
  consentTransferRedeemRequestSchema,
  consentTransferRequestSchema,
} from "@cookiehub/schemas";
import { toAddressPrefix } from "../http/address.ts";
import { ApiError } from "../http/api-error.ts";
import { parseRequest } from "../http/parse.ts";
import type { ApiRequest, Route } from "../http/route.ts";
import type { TenantRow } from "../storage/ports.ts";
import { checkOrigin, isTenantOrigin } from "../tenants/origin.ts";
import { type ConsentRouteParts, DEVICE, readDevice, readTenant, refusal, TENANT } from "./request.ts";
import type { TransferService } from "./transfer.ts";

export interface TransferRouteParts extends Pick<ConsentRouteParts, "tenants"> {
  readonly transfers: TransferService;
}

const REFUSALS = {
  404: refusal("The tenant is not configured here"),
  413: refusal("The body is too large"),
  503: refusal("The store does not answer"),
};
const NO_STORE = { "Cache-Control": "no-store" };
/** Longest part of a user agent that counts. */
const USER_AGENT_MAX = 512;

/** Makes `POST /api/v1/consent/transfer` and `POST /api/v1/consent/transfer/redeem`. */
export function createTransferRoutes(parts: TransferRouteParts): Route[] {
  return [issueRoute(parts), redeemRoute(parts)];
}

function issueRoute({ tenants, transfers }: TransferRouteParts): Route {
  return {
    method: "POST",
    path: "/api/v1/consent/transfer",
    group: "consent",
    summary: "Sign a device's choice for another of the tenant's domains",
    description:
      "For tenants with `sharing.cross_domain`. The token is good for 60 seconds, once, on the page of `to`, for the browser that asked, coming from the page that asked. It names no device.",
    parameters: [TENANT, DEVICE],
    body: { schema: consentTransferRequestSchema, example: { to: "shop.example" } },
    answers: {
      200: { description: "The token, for a link to the other page", schema: consentTransferAnswerSchema },
      400: refusal("Tenant or device missing or malformed; `to` is not one of the tenant's hosts"),
      403: refusal("The page is not one of the tenant's hosts, or the tenant does not carry choices over"),
      ...REFUSALS,
      404: refusal("The tenant is not configured here, or the device has no choice of its own"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await readSharingTenant(request, tenants);
      const deviceId = readDevice(request);
      const { to } = parseRequest(consentTransferRequestSchema, await request.readJson());
      if (!isTenantOrigin(`https://${to}`, tenant.config) && !isTenantOrigin(`http://${to}`, tenant.config)) {
        throw new ApiError("invalid_request", "The other page is not one of the tenant's.", [
          { path: "to", message: "must be the tenant's domain, one of its subdomains, or a host below one" },
        ]);
      }
      const from = readPage(request) ?? tenant.config.domain;
      const answer = await transfers.issue({ tenant, deviceId, to, from, ...readBrowser(request) });
      return { status: 200, headers: NO_STORE, body: answer };
    },
  };
}

function redeemRoute({ tenants, transfers }: TransferRouteParts): Route {
  return {
    method: "POST",
    path: "/api/v1/consent/transfer/redeem",
    group: "consent",
    summary: "Read the choice that a link from another of the tenant's domains carries, once",
    description:
      "`decision` is a body for `POST /api/v1/consent`: the browser records it as its own, under its own device id. `from` is the host of `document.referrer`.",
    parameters: [TENANT],
    body: {
      schema: consentTransferRedeemRequestSchema,
      example: {
        token: "c29tZXRoaW5nIHRoYXQgd2FzIHNpZ25lZA.3q2-7wAAQhK1Zb0v9Xc4Tg3q2-7wAAQhK1Zb0v9Xc4T",
        from: "shop.example",
      },
    },
    answers: {
      200: { description: "The choice", schema: consentTransferRedeemAnswerSchema },
      400: refusal("Tenant or token missing or malformed"),
      403: refusal(
        "The page is not one of the tenant's hosts, the tenant does not carry choices over, or the token is not good",
      ),
      ...REFUSALS,
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await readSharingTenant(request, tenants);
      const { token, from } = parseRequest(consentTransferRedeemRequestSchema, await request.readJson());
      const answer = await transfers.redeem({ tenant, token, from, at: readPage(request), ...readBrowser(request) });
      return { status: 200, headers: NO_STORE, body: answer };
    },
  };
}

async function readSharingTenant(request: ApiRequest, tenants: TransferRouteParts["tenants"]): Promise<TenantRow> {
  const tenant = await readTenant(request, tenants);
  checkOrigin(request.header("origin"), tenant.config);
  if (tenant.config.sharing?.cross_domain) return tenant;
  throw new ApiError("forbidden", "This tenant does not carry choices over: sharing.cross_domain is off.");
}

// The origin has been checked: it is one of the tenant's.
function readPage(request: ApiRequest): string | null {
  const origin = request.header("origin");
  return origin === undefined ? null : new URL(origin).host;
}

/** What a browser does not change between two pages: a token that a stranger made for himself is no good in another's. */
function readBrowser(request: ApiRequest): { readonly addressPrefix: string; readonly userAgent: string } {
  return {
    addressPrefix: toAddressPrefix(request.clientAddress),
    userAgent: (request.header("user-agent") ?? "").slice(0, USER_AGENT_MAX),
  };
}
