import { subjectEraseAnswerSchema, subjectExportAnswerSchema, subjectRequestSchema } from "@cookiehub/schemas";
import { type ApiKeyScope, authorize } from "../accounts/api-keys.ts";
import { parseRequest } from "../http/parse.ts";
import type { ApiRequest, Route } from "../http/route.ts";
import type { MigrateRouteParts } from "./migrate-routes.ts";
import { readTenant, refusal, TENANT } from "./request.ts";
import type { SubjectCommand } from "./subject-export.ts";

/** Makes `POST /api/v1/subjects/export` and `/erase`: access and erasure (GDPR Art. 15, 17, 20). */
export function createSubjectRoutes(parts: MigrateRouteParts): Route[] {
  async function readCommand(request: ApiRequest, scope: ApiKeyScope): Promise<SubjectCommand> {
    const tenant = await readTenant(request, parts.tenants);
    const { keyId } = await authorize(parts.store, request, scope, { tenant });
    const { device_id, user_id } = parseRequest(subjectRequestSchema, await request.readJson());
    return { tenant, keyId, filter: user_id === undefined ? { deviceId: device_id ?? "" } : { userId: user_id } };
  }

  const shared = {
    method: "POST",
    group: "consent",
    parameters: [TENANT],
    body: { schema: subjectRequestSchema, example: { user_id: "customer-4711" } },
  } as const;
  return [
    {
      ...shared,
      path: "/api/v1/subjects/export",
      summary: "Give everything held on a device or user",
      description: "For a user also what its linked devices hold. That it was given is itself an audit entry.",
      answers: { 200: { description: "All of it", schema: subjectExportAnswerSchema }, ...toRefusals("consent:read") },
      scope: "consent:read",
      handle: async (request) => {
        const answer = await parts.service.exportSubject(await readCommand(request, "consent:read"));
        return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
      },
    },
    {
      ...shared,
      path: "/api/v1/subjects/erase",
      summary: "Erase a device or user",
      description:
        "Records, links, personal fields and salts go; the log's entries stay, say nothing about anybody, and still verify. The statistics follow within minutes: events of these devices go, and so does what they added to the figures.",
      answers: {
        200: { description: "What was erased", schema: subjectEraseAnswerSchema },
        ...toRefusals("consent:write"),
      },
      scope: "consent:write",
      handle: async (request) => {
        const answer = await parts.service.eraseSubject(await readCommand(request, "consent:write"));
        return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
      },
    },
  ];
}

function toRefusals(scope: ApiKeyScope): Route["answers"] {
  return {
    400: refusal("Tenant missing, or not exactly one of device_id and user_id"),
    401: refusal("No key, or an unknown one"),
    403: refusal(`The key lacks the scope \`${scope}\`, or is another tenant's`),
    404: refusal("The tenant is not configured here"),
    413: refusal("The body is too large"),
    503: refusal("The store does not answer"),
  };
}
