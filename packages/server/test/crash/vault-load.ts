import { gzipSync } from "node:zlib";
import type {
  AnalyticsQuestions,
  EventQueue,
  ObjectStore,
  QuestionName,
  RelationalStore,
} from "../../src/storage/ports.ts";
import type { ConsentMessage } from "../../src/vault/parsers/consent-message.ts";

// What comes in at every door of the vault, and what is asked of it afterwards. Little, so that its steps are few.

/** The time that it is for the tasks. */
export const NOW_MS = Date.parse("2026-03-05T12:00:00Z");
export const ZONE = "11";
export const CODE = "shop0001";
const DAY = "2026-03-03";
const PERIOD = { codes: [CODE], from: "2026-03-01", to: "2026-03-05" };

const DECISIONS: readonly (readonly string[])[] = [["analytics", "marketing"], [], ["analytics"]];

function toMessage(id: number): string {
  const chosen = DECISIONS[id % 4];
  const event = { event_id: `evt_${String(id).padStart(8, "0")}`, user_token: `dev_0000000${id % 3}`, code: CODE };
  const message: ConsentMessage = {
    v: 3,
    received_at: new Date(Date.parse(`${DAY}T10:00:00Z`) + id * 3_600_000).toISOString(),
    location: id % 2 === 0 ? "DE" : "US-CA",
    agent: { browser: "Firefox", os: "Linux", device: "desktop" },
    required: ["essential"],
    event: chosen
      ? {
          ...{ ...event, event_type: "decision", consent_method: "banner_button" },
          ...{ categories_disclosed: ["analytics", "essential", "marketing"], categories_consented: [...chosen] },
        }
      : { ...event, event_type: "impression" },
  };
  return JSON.stringify(message);
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

const FOREIGN = JSON.stringify({ event_type: "impression", user_token: "dev_00000009", code: CODE });

/** Ids of the events that come by outbox and queue; some come twice, by both ways or one, and say the same then. */
export const OUTBOX_IDS: readonly number[] = range(0, 5);
export const QUEUE_IDS: readonly number[] = [3, ...range(5, 6), 6];
/** One message names its event by what the queue says of it. */
export const UNIQUE_EVENTS = new Set([...OUTBOX_IDS, ...QUEUE_IDS]).size + 1;
/** What is no event, and no line of a log. */
export const REJECTED_TEXTS: readonly string[] = ["rubbish", "HIT|200", "HIT|404|x"];

const toBunnyLine = (id: number): string =>
  `HIT|200|${Date.parse(`${DAY}T09:00:00Z`) + id * 1000}|412|${ZONE}|${id % 3 === 0 ? "8.8.8.7" : "93.184.216.34"}|https://shop.example/${id % 2}|https://x.b-cdn.net/c/${CODE}.js|DE|${id % 5 < 2 ? "one/1.0" : `agent-${id % 7}/2.0`}|bunny${id}|DE`;

/** The log of one day, in which one user agent makes too much of it. */
export const BUNNY_LINES: readonly string[] = range(0, 120)
  .map(toBunnyLine)
  .toSpliced(3, 0, "HIT|200")
  .toSpliced(90, 0, "HIT|404|x");

/** What Bunny has of a zone and day. */
export const readBunnyLines = (zone: string, day: string): readonly string[] =>
  zone === ZONE && day === DAY ? BUNNY_LINES : [];

const FIELDS =
  "date time c-ip cs-method cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-edge-request-id";
const toCloudFrontFile = (first: number, count: number): string =>
  [
    ...["#Version: 1.0", `#Fields: ${FIELDS}`],
    ...range(first, count).map(
      (id) =>
        `${DAY}\t11:00:${id}\t93.184.216.34\tGET\t/c/${CODE}.js\t200\thttps://shop.example/cf\tMozilla/5.0\t-\tcf${id}`,
    ),
    "",
  ].join("\n");

export const CLOUDFRONT_PREFIX = "cf/{YYYY}/{MM}/{DD}/";
/** Sessions of both logs. */
export const UNIQUE_SESSIONS = 120 + 5;

export const ASN_LIST = [
  "network,autonomous_system_number,autonomous_system_organization",
  "8.8.8.0/24,64500,Example Hosting",
  "93.184.216.0/24,64501,Example Telecom",
  "",
].join("\n");

/** The stores that the load goes into. */
export interface Doors {
  readonly store: RelationalStore;
  readonly queue: EventQueue;
  /** The bucket that CloudFront writes to. */
  readonly logs: ObjectStore;
}

/** Brings the whole load to the doors. */
export async function bringIn({ store, queue, logs }: Doors): Promise<void> {
  const { outbox } = store.repositories;
  for (const id of OUTBOX_IDS) await store.transaction(() => outbox.add(toMessage(id)));
  await queue.send([FOREIGN, ...QUEUE_IDS.map(toMessage), "rubbish"]);
  await logs.put("cf/2026/03/03/E1.2026-03-03-11.aaaa.gz", gzipSync(toCloudFrontFile(10, 3)));
  await logs.put("cf/2026/03/04/E1.2026-03-03-11.late.gz", gzipSync(toCloudFrontFile(20, 2)));
}

type Asked = { readonly [Name in QuestionName]: readonly [Name, AnalyticsQuestions[Name]["given"]] }[QuestionName];

/** Every question of an analytics store. */
export const QUESTIONS: readonly Asked[] = [
  ...(["consentStatus", "consentFunnel", "consentCategories", "consentChurn", "consentCompliance"] as const).map(
    (name) => [name, PERIOD] as const,
  ),
  ["sessionDays", PERIOD],
  ["consentDimension", { ...PERIOD, dimension: "country" }],
  ["consentDimensionCategories", { ...PERIOD, dimension: "region" }],
  ["consentMatrix", { ...PERIOD, first: "country", second: "browser" }],
  ["sessionDimension", { ...PERIOD, dimension: "country" }],
  ["sessionDimension", { ...PERIOD, dimension: "browser" }],
  ["experimentCounts", { code: CODE, variants: null, from: PERIOD.from, to: PERIOD.to }],
  ["rawUserEvents", { codes: [CODE], userToken: "dev_00000001" }],
  ["rawEvents", { ...PERIOD, limit: 1000 }],
  ["rawLatestDecisions", { ...PERIOD, limit: 1000 }],
];
