import { errorAnswerSchema } from "@cookiehub/schemas";
import { z } from "zod";
import { toFileAnswer } from "../edge/routes.ts";
import { ApiError } from "../http/api-error.ts";
import type { Route, RouteParameter } from "../http/route.ts";
import {
  tcfDisclosuresAnswerSchema,
  tcfFirstLayerAnswerSchema,
  tcfTextsAnswerSchema,
  tcfVendorPageAnswerSchema,
} from "./answers.ts";
import type { DisclosureAnswer, Disclosures } from "./disclosures.ts";
import { ListsBusyError } from "./given-lists.ts";
import type { TcfFile, TcfService } from "./service.ts";

export interface TcfRouteParts {
  readonly service: Pick<TcfService, "readFile">;
  readonly disclosures: Disclosures;
  readonly now: () => number;
}

const JSON_TYPE = "application/json; charset=utf-8";
/** What browsers may keep (T72): addresses of lists name their content, translations are corrected now and then. */
const CACHE: Readonly<Record<TcfFile["kind"], string>> = {
  final: "public, max-age=31536000, immutable",
  translated: "public, max-age=86400, stale-while-revalidate=604800",
  provisional: "public, max-age=300",
};
const DAY_SECONDS = 86_400;
const RETRY_SECONDS = 5;
const VENDOR_FILE = /^([1-9]\d{0,4})\.json$/;

/** Makes the endpoints of the vendor list: the browser asks nobody else (T70). */
export function createTcfRoutes(parts: TcfRouteParts): Route[] {
  // Before the route of lists, whose path would match it as well.
  return [disclosuresRoute(parts), listFileRoute(parts)];
}

function inPath(name: string, description: string, example: string): RouteParameter {
  return { name, in: "path", isRequired: true, description, example };
}

function listFileRoute({ service }: TcfRouteParts): Route {
  return {
    method: "GET",
    path: "/tcf/:list/:file",
    group: "edge",
    summary:
      "Load a tenant's part of the global vendor list: `list.json`, `vendors-{page}.json`, `texts-{language}.json`, `first-{language}.json`",
    description:
      "The address of a list is in the tenant's configuration, names its content, and is answered for ever. `list.json` is compact: `fromSlimList` of `@cookiehub/schemas/signals` reads it. Vendors' details come in pages of 100, from 1. Texts are the official ones: English where there is no translation; `first` is what of them stands on the first layer. There only where the operator is registered as a CMP.",
    limit: "none",
    parameters: [
      inPath("list", "`{version}-{hash}`, from the tenant's configuration.", "178-3q2-7wAAQhK1Zb0v9Xc4Tg"),
      inPath("file", "Name of the file.", "list.json"),
    ],
    answers: {
      200: {
        description: "The list (an array), a page of vendors, texts, or those of the first layer",
        schema: z.union([
          z.array(z.unknown()),
          tcfVendorPageAnswerSchema,
          tcfTextsAnswerSchema,
          tcfFirstLayerAnswerSchema,
        ]),
      },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      404: { description: "No such list was ever given out, or it has no such file", schema: errorAnswerSchema },
      429: { description: "Too many old lists are asked for at once: try again", schema: errorAnswerSchema },
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const found = await service.readFile(request.param("list"), request.param("file")).catch((error: unknown) => {
        if (!(error instanceof ListsBusyError)) throw error;
        throw new ApiError("rate_limited", "Too many lists are asked for. Try again.", undefined, RETRY_SECONDS);
      });
      if (!found) throw new ApiError("not_found", "This server gave out no such list.");
      return toFileAnswer(request, found.text, {
        "Content-Type": JSON_TYPE,
        "Cache-Control": CACHE[found.kind],
        Vary: "Accept-Encoding",
      });
    },
  };
}

function disclosuresRoute({ disclosures, now }: TcfRouteParts): Route {
  return {
    method: "GET",
    path: "/tcf/disclosures/:file",
    group: "edge",
    summary: "Read what a vendor says it stores on devices",
    description:
      "The server reads it from the vendor, and keeps it as long as the vendor says; the visitor's browser never asks the vendor. Untrusted text: show it as text. There only where the operator is registered as a CMP.",
    limit: "none",
    parameters: [inPath("file", "`{vendor}.json`, by the id of a vendor of the newest list.", "755.json")],
    answers: {
      200: {
        description: "The vendor's disclosures; an older copy while it does not answer",
        schema: tcfDisclosuresAnswerSchema,
      },
      404: { description: "The vendor is not on the list, or discloses nothing there", schema: errorAnswerSchema },
      502: { description: "The vendor gives nothing that can be read: try again later", schema: errorAnswerSchema },
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const [, vendor] = VENDOR_FILE.exec(request.param("file")) ?? [];
      const found = vendor === undefined ? null : await disclosures.read(Number(vendor));
      if (!found) throw new ApiError("not_found", "This vendor is not on the list, or discloses nothing there.");
      if (!found.answer) {
        const seconds = toSeconds(found, now());
        throw new ApiError("upstream_unavailable", "The vendor gives nothing that can be read.", undefined, seconds);
      }
      const headers = { "Cache-Control": `public, max-age=${toSeconds(found, now())}` };
      return { status: 200, headers, body: found.answer };
    },
  };
}

// A day at most: browsers and CDNs cannot be told of a correction.
function toSeconds({ validUntilMs }: DisclosureAnswer, nowMs: number): number {
  return Math.min(DAY_SECONDS, Math.max(RETRY_SECONDS, Math.floor((validUntilMs - nowMs) / 1000)));
}
