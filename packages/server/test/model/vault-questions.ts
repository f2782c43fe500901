import { CONSENT_DIMENSIONS, SESSION_DIMENSIONS } from "@cookiehub/schemas/constants";
import fc from "fast-check";

/** Texts that stores and languages order, compare or escape each in their own way. */
export const ODD_TEXTS = ["", "a", "B", "ä", "\uffee", "\u{1f36a}", "a'\"\\%_`", "{x:String}", "a b"] as const;
export const ODD_USERS = ["dev_user-1", "dev_user-2", "DEV_USER-1"] as const;

/** Members of a body, without its codes. */
export type Question = Readonly<Record<string, unknown>>;

const text = fc.constantFrom(...ODD_TEXTS.slice(1), "shop.example", "a\0b", "a\ud800b");
const limit = fc.integer({ min: 1, max: 4 });
const hostname = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("shop.example", "www.shop.example") }, text);
const pathSegment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("/", "/shop", "/shop/", "/shop/a", "/shop?a=b") },
  text.map((one) => `/${one}`),
);
const days = fc
  .tuple(fc.constantFrom("2026-02-27", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"), fc.nat(4))
  .map(([from, more]) => ({ from, to: new Date(Date.parse(from) + more * 86_400_000).toISOString().slice(0, 10) }));
// As far as a day can be written, and where some store's days end.
const farDays = fc.constantFrom("0001-01-01", "1969-12-31", "1970-01-01", "2149-06-06", "2149-06-07", "9999-12-31");
const period = fc.oneof(
  { weight: 20, arbitrary: days },
  { weight: 2, arbitrary: fc.constant({ from: "2025-12-20", to: "2026-03-19" }) },
  farDays.map((day) => ({ from: day, to: day })),
);
const wide = fc.record({ period, hostname, country: fc.constantFrom("DE", "US", "FR") }, { requiredKeys: ["period"] });
const narrow = fc
  .tuple(wide, fc.option(pathSegment, { nil: undefined }))
  .map(([rest, path]) => ({ ...rest, ...(path !== undefined && { path_segment: path }) }));

type Given = { readonly period: object };
const flatten = ({ period: given, ...rest }: Given): Question => ({ ...given, ...rest });
const toQuestions = (filter: fc.Arbitrary<Given>, more: fc.Arbitrary<object> = fc.constant({})) =>
  fc.tuple(filter, more).map(([given, rest]) => ({ ...flatten(given), ...rest }));
const optional = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
  fc.record(shape, { requiredKeys: [] });
const limited = optional({ limit });

const ofDimension = (dimensions: readonly string[]) =>
  fc.tuple(fc.constantFrom(...dimensions), limited).map(([dimension, rest]) => ({ dimension, ...rest }));
const ofPair = fc
  .tuple(fc.shuffledSubarray([...CONSENT_DIMENSIONS], { minLength: 2, maxLength: 2 }), limited)
  .map(([[first, second], rest]) => ({ first, second, ...rest }));
const variants = fc.subarray(["layout.box", "layout.bar", "words.bar", "no.such"], { minLength: 1 });
/** Of the shape that the server gives out: it takes any of it. */
const cursor = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: Date.parse("2026-03-01"), max: Date.parse("2026-03-04") }),
      fc.constantFrom(-8.64e15, -1, 0, 5_662_310_400_000, 8.64e15),
    ),
    fc.constantFrom("s0000001", "zzzzzzzz"),
    fc.constantFrom(...ODD_TEXTS.slice(1), "event-1", "a\0b"),
  )
  .map((place) => Buffer.from(JSON.stringify([1, ...place])).toString("base64url"));
const pages = toQuestions(narrow, fc.oneof({ weight: 6, arbitrary: limited }, fc.record({ limit, cursor })));
const daily = toQuestions(narrow);

/** What is asked of each read endpoint, and taken: an address that stands in `/openapi.json` and not here fails a test. */
export const QUESTIONS: Readonly<Record<string, fc.Arbitrary<Question>>> = {
  "/sessions/overview": daily,
  "/sessions/timeline": toQuestions(wide, ofDimension(SESSION_DIMENSIONS)),
  "/consent/status": daily,
  "/consent/funnel": daily,
  "/consent/categories": toQuestions(narrow, limited),
  "/consent/dimensions": toQuestions(wide, ofDimension(CONSENT_DIMENSIONS)),
  "/consent/dimension-categories": toQuestions(wide, ofDimension(CONSENT_DIMENSIONS)),
  "/consent/matrix": toQuestions(wide, ofPair),
  "/consent/churn": daily,
  "/consent/compliance": daily,
  "/consent/experiments": toQuestions(fc.record({ period }), optional({ variants })),
  "/consent/token-lookup": fc.record({ user_token: fc.constantFrom(...ODD_USERS, "dev_nobody") }),
  "/consent/events": pages,
  "/consent/latest": pages,
};

/** Exports are files: each day of one is compared where stores make it. */
export const isReadEndpoint = (path: string): boolean => !path.startsWith("/exports");

const wrongMembers: fc.Arbitrary<object> = fc.constantFrom(
  ...[{ code: "nobody00" }, { code: "short" }, { code: 1 }, { code: null }, { codes: [] }, { code: "s0000001'" }],
  ...[{ from: "2026-02-30" }, { from: "2026-03-09" }, { from: "2025-03-01" }, { to: "never" }, { to: 3 }],
  ...[{ country: "de" }, { hostname: "" }, { hostname: "a".repeat(300) }, { path_segment: "shop" }],
  ...[{ limit: 0 }, { limit: 1e9 }, { limit: "1" }, { dimension: "nothing" }, { first: "os", second: "os" }],
  ...[{ cursor: "" }, { cursor: "e30" }, { cursor: "x".repeat(600) }, { variants: [] }, { variants: ["'"] }],
  ...[{ user_token: "'" }, { user_token: ["dev_user-1"] }, { hostnames: ["shop.example"] }, { __proto__x: 1 }],
);

/** A body that is mostly none: wrong members in a good one, or no object at all. */
export const toWrongBodies = (question: fc.Arbitrary<Question>, code: string): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(question, wrongMembers).map(([good, wrong]) => JSON.stringify({ code, ...good, ...wrong })),
    },
    { weight: 1, arbitrary: fc.constantFrom("", "{", "[]", "null", '"x"', "{}", '{"code":"\\u0000"}') },
  );
