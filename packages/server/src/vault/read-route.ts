import { errorAnswerSchema } from "@cookiehub/schemas";
import type { z } from "zod";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { AnalyticsFilter, DimensionFilter } from "../storage/ports.ts";
import type { NamedCodes, VaultAccess, VaultScope } from "./access.ts";
import { type AskedAnalytics, countRows } from "./queries/asked.ts";

export interface ReadRouteParts {
  readonly analytics: AskedAnalytics;
  readonly access: VaultAccess;
}

/** One endpoint that answers for the codes in its body. */
export interface ReadEndpoint<Given extends NamedCodes> {
  readonly path: string;
  /** @default "analytics:read" */
  readonly scope?: VaultScope | undefined;
  readonly summary: string;
  readonly description: string;
  readonly request: z.ZodType<Given>;
  readonly example: object;
  readonly answer: { readonly description: string; readonly schema: z.ZodType };
  readonly read: (analytics: AskedAnalytics, given: Given, codes: readonly string[]) => Promise<object>;
}

/** Makes the route: key, body, codes, one question or more, and how many rows they took. Nobody may keep an answer. */
export function createReadRoute<Given extends NamedCodes>(
  { analytics, access }: ReadRouteParts,
  endpoint: ReadEndpoint<Given>,
): Route {
  const { scope = "analytics:read" } = endpoint;
  return {
    method: "POST",
    path: endpoint.path,
    group: "vault",
    summary: endpoint.summary,
    description: endpoint.description,
    body: { schema: endpoint.request, example: endpoint.example },
    answers: {
      200: endpoint.answer,
      400: { description: "`invalid_request`: every fault, by its path", schema: errorAnswerSchema },
      401: { description: "`unauthorized`: no key, or an unknown one", schema: errorAnswerSchema },
      403: {
        description: `\`forbidden\`: the key lacks the scope \`${scope}\`, or is another tenant's`,
        schema: errorAnswerSchema,
      },
      404: { description: "`not_found`: a tenant is not configured here", schema: errorAnswerSchema },
      503: { description: "`database_error`: a store does not answer, or not in time", schema: errorAnswerSchema },
    },
    scope,
    handle: async (request) => {
      const reader = await access.authenticate(request, scope);
      const given = parseRequest(endpoint.request, await request.readJson());
      const codes = await reader.toCodes(given);
      const asked = countRows(analytics);
      const body = await endpoint.read(asked, given, codes);
      return { status: 200, headers: { "Cache-Control": "no-store" }, body, rowsRead: asked.rowCount };
    },
  };
}

/** What a body may say beside its codes. */
interface GivenFilter {
  readonly from: string;
  readonly to: string;
  readonly hostname?: string | undefined;
  readonly path_segment?: string | undefined;
  readonly country?: string | undefined;
}

/** Makes the filter of a question. */
export function toFilter(given: GivenFilter, codes: readonly string[]): AnalyticsFilter {
  return { ...toDimensionFilter(given, codes), pathSegment: given.path_segment };
}

/** The same for figures by dimension. */
export function toDimensionFilter(given: GivenFilter, codes: readonly string[]): DimensionFilter {
  const { from, to, hostname, country } = given;
  return { codes, from, to, hostname, country };
}
