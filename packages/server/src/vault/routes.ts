import {
  analyticsRequestSchema,
  consentFunnelAnswerSchema,
  consentStatusAnswerSchema,
  errorAnswerSchema,
} from "@cookiehub/schemas";
import type { z } from "zod";
import { authenticate, checkTarget } from "../accounts/api-keys.ts";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { AnalyticsFilter, AnalyticsStore, RelationalStore } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { readConsentFunnel } from "./queries/consent-funnel.ts";
import { readConsentStatus } from "./queries/consent-status.ts";

export interface VaultRouteParts {
  readonly analytics: AnalyticsStore;
  readonly store: RelationalStore;
  readonly tenants: TenantDirectory;
}

/** Makes the statistics endpoints: gold only, never a raw row. */
export function createVaultRoutes(parts: VaultRouteParts): Route[] {
  return [
    analyticsRoute(
      parts,
      "/consent/status",
      "Count decisions: all allowed, all denied, partial",
      consentStatusAnswerSchema,
      readConsentStatus,
    ),
    analyticsRoute(
      parts,
      "/consent/funnel",
      "Count the way from impression to decision",
      consentFunnelAnswerSchema,
      readConsentFunnel,
    ),
  ];
}

function analyticsRoute(
  { analytics, store, tenants }: VaultRouteParts,
  path: string,
  summary: string,
  schema: z.ZodType,
  read: (analytics: AnalyticsStore, filter: AnalyticsFilter) => Promise<object>,
): Route {
  return {
    method: "POST",
    path,
    group: "vault",
    summary,
    description: "UTC days, at most 90; days without events are there with zeros. Rates are 0 to 1 with four digits.",
    body: { schema: analyticsRequestSchema, example: { code: "demo0001", from: "2026-11-01", to: "2026-11-30" } },
    answers: {
      200: { description: "Totals and days", schema },
      400: { description: "Every fault, by its path", schema: errorAnswerSchema },
      401: { description: "No key, or an unknown one", schema: errorAnswerSchema },
      403: { description: "The key lacks the scope `analytics:read`", schema: errorAnswerSchema },
      404: { description: "A tenant is not configured here", schema: errorAnswerSchema },
      503: { description: "The analytics store does not answer", schema: errorAnswerSchema },
    },
    scope: "analytics:read",
    handle: async (request) => {
      const key = await authenticate(store, request, "analytics:read");
      const { code, codes, path_segment, ...rest } = parseRequest(analyticsRequestSchema, await request.readJson());
      const wanted = [...new Set(codes ?? (code === undefined ? [] : [code]))];
      for (const one of wanted) checkTarget(key, { tenant: await tenants.get(one) });
      const answer = await read(analytics, { ...rest, pathSegment: path_segment, codes: wanted });
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
    },
  };
}
