import { consentEventSchema, isJsonObject, type JsonObject } from "@cookiehub/schemas";
import { z } from "zod";
import { toPlace } from "../../regulation/place.ts";
import { domainIdSchema, type ForeignEvent, type ReadAgent, senderShape, toForeignEvent } from "./foreign-event.ts";
import { createEventIds, type MessagePlace, type ParsedEvent, toReason } from "./parsed-event.ts";

const { code: _code, event_type, user_token, ...eventShape } = consentEventSchema.shape;
const {
  categories_disclosed,
  categories_consented,
  services_disclosed,
  services_consented,
  vendors_disclosed,
  vendors_consented,
  ...stateShape
} = eventShape;
const { user_agent: _userAgent, ...saidShape } = senderShape;

const stateSchema = z.strictObject({
  ...stateShape,
  ...saidShape,
  categories: z.strictObject({ disclosed: categories_disclosed, consented: categories_consented }).optional(),
  services: z.strictObject({ disclosed: services_disclosed, consented: services_consented }).optional(),
  vendors: z.strictObject({ disclosed: vendors_disclosed, consented: vendors_consented }).optional(),
});

const messageSchema = z.strictObject({
  payload: z.strictObject({ a: event_type, d: domainIdSchema, u: user_token, s: stateSchema }),
  // Whatever else a request had: only what is known is read, and nothing is copied.
  headers: z.custom<JsonObject>(isJsonObject, "must be an object").optional(),
});

type State = z.output<typeof stateSchema>;

/** Reads V2: `{payload: {a, d, u, s}, headers}`, an act of a user on a domain, and the headers that it came with. */
export function readV2(value: unknown, text: string, place: MessagePlace, readAgent: ReadAgent): ParsedEvent {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return { reason: toReason(parsed.error) };
  const { payload, headers } = parsed.data;
  const event = toEvent(payload.s, toHeaderReader(headers));
  return toForeignEvent(
    { ...event, event_type: payload.a, user_token: payload.u },
    { domainId: payload.d },
    { place, readAgent, makeId: () => createEventIds(text, place)(0) },
  );
}

// What the state says itself counts before what the headers tell.
function toEvent(state: State, header: ReadHeader): Omit<ForeignEvent, "event_type" | "user_token"> {
  const { categories, services, vendors, ...said } = state;
  const page = said.hostname === undefined ? toPage(header("referer")) : {};
  return {
    ...said,
    hostname: said.hostname ?? page.hostname,
    path: said.path ?? page.path,
    location: said.location ?? toLocation(header),
    gpc: said.gpc ?? header("sec-gpc")?.trim() === "1",
    user_agent: header("user-agent"),
    categories_disclosed: categories?.disclosed,
    categories_consented: categories?.consented,
    services_disclosed: services?.disclosed,
    services_consented: services?.consented,
    vendors_disclosed: vendors?.disclosed,
    vendors_consented: vendors?.consented,
  };
}

type ReadHeader = (name: string) => string | undefined;

const HEADERS: ReadonlySet<string> = new Set([
  "user-agent",
  "referer",
  "sec-gpc",
  "x-geo-country",
  "cloudfront-viewer-country",
  "cloudfront-viewer-country-region",
  "cf-ipcountry",
  "cf-region-code",
]);
/** More headers than any request has: the rest is not looked at. */
const HEADERS_MAX = 200;
const LONGEST_NAME = Math.max(...[...HEADERS].map((name) => name.length));

// Names in any case; of one that stands twice the first counts. What is no text says nothing.
function toHeaderReader(headers: JsonObject | undefined): ReadHeader {
  const known = new Map<string, string>();
  for (const [given, value] of headers ? Object.entries(headers).slice(0, HEADERS_MAX) : []) {
    if (given.length > LONGEST_NAME || typeof value !== "string") continue;
    const name = given.toLowerCase();
    if (HEADERS.has(name) && !known.has(name)) known.set(name, value);
  }
  return (name) => known.get(name);
}

function toLocation(header: ReadHeader): string | undefined {
  const place =
    toPlace(header("x-geo-country")) ??
    toPlace(header("cloudfront-viewer-country"), header("cloudfront-viewer-country-region")) ??
    toPlace(header("cf-ipcountry"), header("cf-region-code"));
  return place ?? undefined;
}

// A referrer that no row can hold says nothing, and is no fault of the event.
function toPage(referrer: string | undefined): {
  readonly hostname?: string | undefined;
  readonly path?: string | undefined;
} {
  const url = URL.parse(referrer ?? "");
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return {};
  const hostname = eventShape.hostname.safeParse(url.hostname).data;
  return { hostname, path: eventShape.path.safeParse(url.pathname).data };
}
