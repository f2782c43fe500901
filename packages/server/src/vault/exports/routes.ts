import {
  errorAnswerSchema,
  exportAnswerSchema,
  exportDownloadAnswerSchema,
  exportRequestSchema,
} from "@cookiehub/schemas";
import { parseRequest } from "../../http/parse.ts";
import type { Route, RouteParameter } from "../../http/route.ts";
import type { VaultAccess } from "../access.ts";
import { DOWNLOAD_S, type ExportService, OPEN_EXPORTS_MAX } from "./service.ts";

export interface ExportRouteParts {
  readonly service: ExportService;
  readonly access: VaultAccess;
}

const NO_STORE = { "Cache-Control": "no-store" };
const EXPORT: RouteParameter = {
  name: "export",
  in: "path",
  description: "Id of the export, as `POST /exports` answers it",
  isRequired: true,
  example: "exp_AAAAAAAAAAAAAAAAAAAAAA",
};
const refusal = (description: string) => ({ description, schema: errorAnswerSchema });
const REFUSALS = {
  400: refusal("`invalid_request`: every fault, by its path"),
  401: refusal("`unauthorized`: no key, or an unknown one"),
  403: refusal("`forbidden`: the key lacks the scope `analytics:raw`, or is another tenant's"),
  404: refusal("`not_found`: there is no such export, tenant or archive, or it is another's"),
  503: refusal("`database_error`: a store does not answer, or not in time"),
};

/** Makes the endpoints of exports. Archives tell the tokens of users: whoever has one may act as its device. */
export function createExportRoutes(parts: ExportRouteParts): Route[] {
  return [createRequestRoute(parts), createStatusRoute(parts), createDownloadRoute(parts), createArchiveRoute(parts)];
}

function createRequestRoute({ service, access }: ExportRouteParts): Route {
  return {
    method: "POST",
    path: "/exports",
    group: "vault",
    summary: "Ask for an archive of every event of a period",
    description: `One file a UTC day, and a manifest. It is made in the background: ask for its status. The same request again, while it is under way, is the same export; at most ${OPEN_EXPORTS_MAX} of a tenant are under way at a time.`,
    body: {
      schema: exportRequestSchema,
      example: { code: "demo0001", from: "2026-11-01", to: "2026-11-30", format: "csv" },
    },
    answers: {
      202: { description: "The export, which is under way", schema: exportAnswerSchema },
      ...REFUSALS,
      429: refusal("`rate_limited`: too many exports of this tenant are under way, or too many calls"),
    },
    scope: "analytics:raw",
    handle: async (request) => {
      const reader = await access.authenticate(request, "analytics:raw");
      const { from, to, format, code: given } = parseRequest(exportRequestSchema, await request.readJson());
      const [code = given] = await reader.toCodes({ code: given });
      return { status: 202, headers: NO_STORE, body: await service.request(reader.keyId, { code, from, to, format }) };
    },
  };
}

function createStatusRoute({ service, access }: ExportRouteParts): Route {
  return {
    method: "GET",
    path: "/exports/:export",
    group: "vault",
    summary: "Read how far an export is",
    parameters: [EXPORT],
    answers: { 200: { description: "The export", schema: exportAnswerSchema }, ...REFUSALS },
    scope: "analytics:raw",
    handle: async (request) => {
      const reader = await access.authenticate(request, "analytics:raw");
      return { status: 200, headers: NO_STORE, body: await service.find(reader, request.param("export")) };
    },
  };
}

function createDownloadRoute({ service, access }: ExportRouteParts): Route {
  return {
    method: "POST",
    path: "/exports/:export/download",
    group: "vault",
    summary: "Make an address that an archive can be downloaded from",
    description: `It is good for ${DOWNLOAD_S} seconds, for whoever has it, without a key.`,
    parameters: [EXPORT],
    answers: {
      200: { description: "The address", schema: exportDownloadAnswerSchema },
      ...REFUSALS,
      409: refusal("`conflict`: the export is not ready, or failed"),
    },
    scope: "analytics:raw",
    handle: async (request) => {
      const reader = await access.authenticate(request, "analytics:raw");
      return { status: 200, headers: NO_STORE, body: await service.createDownload(reader, request.param("export")) };
    },
  };
}

function createArchiveRoute({ service }: ExportRouteParts): Route {
  return {
    method: "GET",
    path: "/exports/:export/archive",
    group: "vault",
    summary: "Download an archive by its address",
    description: "As `POST /exports/{export}/download` answers it, where archives are files of this server.",
    parameters: [
      EXPORT,
      { name: "expires", in: "query", description: "As in the address", isRequired: true, example: "1795000000" },
      { name: "signature", in: "query", description: "As in the address", isRequired: true, example: "AAAA" },
    ],
    answers: {
      200: { description: "The archive", mediaType: "application/zip" },
      403: refusal("`forbidden`: the address is not valid, or too old"),
      404: REFUSALS[404],
      409: refusal("`conflict`: the export is not ready, or failed"),
      503: REFUSALS[503],
    },
    handle: async (request) => {
      const [expires = "", signature = ""] = [request.query("expires"), request.query("signature")];
      const archive = await service.openArchive(request.param("export"), expires, signature);
      return {
        status: 200,
        headers: {
          ...NO_STORE,
          "Content-Type": "application/zip",
          "Content-Length": String(archive.byteCount),
          "Content-Disposition": `attachment; filename="${archive.fileName}"`,
        },
        chunks: archive.chunks,
      };
    },
  };
}
