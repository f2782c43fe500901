import { consentWithdrawAnswerSchema } from "@cookiehub/schemas";
import type { ApiAnswer, ApiRequest, Route } from "../http/route.ts";
import { createCredentialRule, readCookieHeaders } from "./cookie-headers.ts";
import {
  COUNTRY,
  type ConsentRouteParts,
  DECIDED_AT,
  DEVICE,
  readCaller,
  readDecidedAt,
  refusal,
  TENANT,
} from "./request.ts";

const ANSWERS = {
  200: { description: "Withdrawn, and recorded as a decision", schema: consentWithdrawAnswerSchema },
  400: refusal("Tenant or device missing or malformed; the category is required, or not the tenant's"),
  403: refusal("The page is not one of the tenant's hosts"),
  404: refusal("The tenant is not configured here"),
  503: refusal("The store cannot take it now: nothing was recorded"),
};

/** Makes `DELETE /api/v1/consent` and `DELETE /api/v1/consent/categories/{category}`. */
export function createWithdrawRoutes(parts: ConsentRouteParts): Route[] {
  async function withdraw(request: ApiRequest, category: string | null): Promise<ApiAnswer> {
    const caller = await readCaller(request, parts);
    const gpc = request.header("sec-gpc") === "1";
    const statedAtMs = readDecidedAt(request);
    const answer = await parts.service.withdraw({ ...caller, category, statedAtMs, gpc });
    const cookie = await readCookieHeaders(request, parts.service, { ...caller, isDecision: true });
    return { status: 200, headers: { "Cache-Control": "no-store", ...cookie }, body: answer };
  }
  const credentials = createCredentialRule(parts.tenants);

  return [
    {
      method: "DELETE",
      path: "/api/v1/consent",
      group: "consent",
      summary: "Withdraw everything that can be refused",
      description: "As easy as agreeing (GDPR Art. 7(3)). What was never given is recorded and answered the same way.",
      parameters: [TENANT, DEVICE, COUNTRY, DECIDED_AT],
      answers: ANSWERS,
      isCrossOrigin: true,
      credentials,
      handle: (request) => withdraw(request, null),
    },
    {
      method: "DELETE",
      path: "/api/v1/consent/categories/:category",
      group: "consent",
      summary: "Withdraw one category",
      description: "The other categories stay as they are, for as long as they would have.",
      parameters: [
        { name: "category", in: "path", isRequired: true, description: "Id of the category.", example: "analytics" },
        TENANT,
        DEVICE,
        COUNTRY,
        DECIDED_AT,
      ],
      answers: ANSWERS,
      isCrossOrigin: true,
      credentials,
      handle: (request) => withdraw(request, request.param("category")),
    },
  ];
}
