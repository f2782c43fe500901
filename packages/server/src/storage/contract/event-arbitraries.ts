import fc from "fast-check";
import type { AnalyticsFilter, ConsentEventRow, SessionRow } from "../ports.ts";
import type { LoadedObject } from "./analytics-model.ts";
import type { LoadedBatch } from "./analytics-model-sessions.ts";
import { createEventRow, createSessionRow } from "./rows.ts";

// Few ids, keys, times, visitors and places, so that most draws meet each other. Rows of one id and one time are alike:
// which of two others would count, nobody promises.

const FIRST_MS = Date.parse("2026-03-01");
const QUARTER_MS = 21_600_000;
const CONTENTS = 6;

const categories = fc.subarray(["analytics", "functional", "marketing"]);
const place = {
  hostname: fc.constantFrom("shop.example", "www.shop.example"),
  path: fc.constantFrom("/", "/shop", "/shop/a", "/shopping"),
  country: fc.constantFrom("DE", "US", ""),
};

const eventContent: fc.Arbitrary<Partial<ConsentEventRow>> = fc.record({
  ...place,
  eventType: fc.constantFrom("impression", "dialog_opened", "decision", "decision"),
  region: fc.constantFrom("DE-BY", ""),
  device: fc.constantFrom("mobile", "desktop"),
  browserContext: fc.constantFrom("browser", "in_app", ""),
  regulation: fc.constantFrom("gdpr", "ccpa"),
  gpc: fc.boolean(),
  gppString: fc.constantFrom("", "DBAA"),
  categoriesDisclosed: categories,
  categoriesConsented: categories,
  variant: fc.constantFrom("layout.box", "layout.box", "layout.bar", "words.bar", ""),
  userToken: fc.constantFrom("dev_1", "dev_2", "dev_3"),
  method: fc.constantFrom("banner_accept", "banner_reject", "preferences", "banner_button", "gpc", "api", "import"),
  timeToDecisionMs: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
});

const toContents = <Content>(content: fc.Arbitrary<Content>, more: fc.Arbitrary<Content> | undefined) => {
  const whole = more ? fc.tuple(content, more).map(([first, rest]) => ({ ...first, ...rest })) : content;
  return fc.array(whole, { minLength: CONTENTS, maxLength: CONTENTS });
};

/** Objects in the order in which they are delivered; a key may come again, also with other rows. `more` is content beside the usual. */
export const eventStreams = (
  code: string,
  more?: fc.Arbitrary<Partial<ConsentEventRow>>,
): fc.Arbitrary<LoadedObject[]> =>
  fc
    .record({
      contents: toContents(eventContent, more),
      batches: fc.array(
        fc.record({
          key: fc.constantFrom("a", "b", "c", "d", "e", "f"),
          rows: fc.array(
            fc.record({
              id: fc.nat(12),
              quarter: fc.nat(12),
              content: fc.nat(CONTENTS - 1),
            }),
            { maxLength: 10 },
          ),
        }),
        { maxLength: 8 },
      ),
    })
    .map(({ contents, batches }) =>
      batches.map(({ key, rows }) => ({
        key: `${code}/${key}`,
        rows: rows.map(({ id, quarter, content }) =>
          createEventRow(`event-${id}`, {
            ...contents[content],
            ...{ code, receivedAtMs: FIRST_MS + quarter * QUARTER_MS + content * 1000 },
          }),
        ),
      })),
    );

const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom(
      ...`"',;=+-@\r\n\t\0\b\v\f\x1F\x7F\u0085\u2028\u2029\uFEFF\uFF1D\uFF0B\uFF0D\uFF20\\/[]{} a0ä🍪`,
      "\uD800",
      "\uDC00",
    ),
    maxLength: 6,
  }),
  fc.constantFrom("", "=1+1", "\r\n=cmd|' /C calc'!A0", '","', "\\N", "null", "\\u001f", "NaN"),
);
const hostileList = fc.oneof(fc.constant([]), fc.array(hostileText, { maxLength: 3 }));

/** Events of 1 March 2026 whose texts are meant to break what they are written into. */
export const hostileEvents = (code: string): fc.Arbitrary<ConsentEventRow> =>
  fc.record({
    code: fc.constant(code),
    receivedAtMs: fc.integer({ min: FIRST_MS, max: FIRST_MS + 4 * QUARTER_MS - 1 }),
    eventType: fc.constantFrom("impression", "dialog_opened", "decision"),
    browserContext: fc.constantFrom("browser", "in_app", "webview", ""),
    gpc: fc.boolean(),
    timeToDecisionMs: fc.option(fc.maxSafeInteger(), { nil: null }),
    ...{ eventId: hostileText, userToken: hostileText, hostname: hostileText, path: hostileText },
    ...{ country: hostileText, region: hostileText, language: hostileText, device: hostileText, os: hostileText },
    ...{ browser: hostileText, regulation: hostileText, policyVersion: hostileText, bannerVersion: hostileText },
    ...{ variant: hostileText, method: hostileText, tcString: hostileText, gppString: hostileText },
    ...{ categoriesDisclosed: hostileList, categoriesConsented: hostileList, servicesDisclosed: hostileList },
    ...{ servicesConsented: hostileList, vendorsDisclosed: hostileList, vendorsConsented: hostileList },
    source: hostileText,
  });

const sessionContent: fc.Arbitrary<Partial<SessionRow>> = fc.record({
  ...place,
  userAgent: fc.constantFrom("one", "two", "three"),
  asnClass: fc.constantFrom("isp", "isp", "unknown", "hosting", "vpn"),
  device: fc.constantFrom("mobile", "desktop"),
  browserContext: fc.constantFrom("browser", "webview"),
});

/** As above, for lines of a CDN's log: runs of like ones, so that user agents come to much of a day. */
export const sessionStreams = (code: string, more?: fc.Arbitrary<Partial<SessionRow>>): fc.Arbitrary<LoadedBatch[]> =>
  fc
    .record({
      contents: toContents(sessionContent, more),
      batches: fc.array(
        fc.record({
          key: fc.constantFrom("a", "b", "c", "d", "e", "f"),
          runs: fc.array(
            fc.record({
              first: fc.nat(150),
              count: fc.nat(60),
              day: fc.nat(1),
              content: fc.nat(CONTENTS - 1),
            }),
            { maxLength: 4 },
          ),
        }),
        { maxLength: 8 },
      ),
    })
    .map(({ contents, batches }) =>
      batches.map(({ key, runs }) => ({
        key: `${code}/${key}`,
        rows: runs.flatMap(({ first, count, day, content }) =>
          Array.from({ length: count }, (_, index) =>
            createSessionRow(`request-${first + index}`, {
              ...contents[content],
              ...{ code, requestedAtMs: FIRST_MS + day * 4 * QUARTER_MS + content * 1000 },
            }),
          ),
        ),
      })),
    );

/** Periods and places within what the streams hold, and beside it. */
export const filterArbitrary: fc.Arbitrary<Omit<AnalyticsFilter, "codes">> = fc.record(
  {
    from: fc.constantFrom("2026-03-01", "2026-03-02"),
    to: fc.constantFrom("2026-03-02", "2026-03-04"),
    hostname: fc.constantFrom("shop.example"),
    pathSegment: fc.constantFrom("/", "/shop", "/shop/a"),
    country: fc.constantFrom("DE", ""),
  },
  { requiredKeys: ["from", "to"] },
);
