import {
  consentEventsAnswerSchema,
  consentEventsRequestSchema,
  consentTokenLookupAnswerSchema,
  consentTokenLookupRequestSchema,
} from "@cookiehub/schemas";
import { RAW_EVENTS_DEFAULT, RAW_EVENTS_MAX } from "@cookiehub/schemas/constants";
import type { Route } from "../http/route.ts";
import { readTokenLookup } from "./queries/consent-token-lookup.ts";
import { readEventPage } from "./queries/event-page.ts";
import { createReadRoute, type ReadRouteParts, toFilter } from "./read-route.ts";

const PAGES = `By time, code and event id, at most ${RAW_EVENTS_MAX.toLocaleString("en-US")} in a page. Send \`next_cursor\` as \`cursor\`, with the same other members, until it is null; the last page may be empty.`;

/** Makes the endpoints that read events one by one. They tell the tokens of users: whoever has one may act as its device. */
export function createRawRoutes(parts: ReadRouteParts): Route[] {
  return [
    createReadRoute(parts, {
      path: "/consent/token-lookup",
      scope: "analytics:raw",
      summary: "Read every event of one user token",
      description: `By time, at most ${RAW_EVENTS_MAX.toLocaleString("en-US")}; \`is_complete\` says whether these are all.`,
      request: consentTokenLookupRequestSchema,
      example: { code: "demo0001", user_token: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg" },
      answer: { description: "The events", schema: consentTokenLookupAnswerSchema },
      read: (analytics, given, codes) => readTokenLookup(analytics, codes, given.user_token),
    }),
    createPageRoute(parts, "rawEvents", "/consent/events", "Read events as they are kept", PAGES),
    createPageRoute(
      parts,
      "rawLatestDecisions",
      "/consent/latest",
      "Read the last decision of each user in the period",
      PAGES,
    ),
  ];
}

function createPageRoute(
  parts: ReadRouteParts,
  name: "rawEvents" | "rawLatestDecisions",
  path: string,
  summary: string,
  description: string,
): Route {
  return createReadRoute(parts, {
    path,
    scope: "analytics:raw",
    summary,
    description,
    request: consentEventsRequestSchema,
    example: { code: "demo0001", from: "2026-11-01", to: "2026-11-30", limit: 100 },
    answer: { description: "A page", schema: consentEventsAnswerSchema },
    read: (analytics, { limit = RAW_EVENTS_DEFAULT, cursor, ...given }, codes) =>
      readEventPage(analytics, name, toFilter(given, codes), { limit, cursor }),
  });
}
