import { CONSENT_DIMENSIONS, SESSION_DIMENSIONS } from "@cookiehub/schemas/constants";
import { renderTable, renderView, type TableDescription, type Topology } from "./table.ts";

interface GoldKey {
  readonly name: string;
  readonly type: string;
  /** What a row of silver fills it with. */
  readonly from: string;
}

/** A rollup: what it holds, and how rows of silver make it. */
export interface GoldTable {
  readonly name: string;
  readonly silver: "consent_events" | "sessions";
  /** What its lines are told apart by besides code and day, in the order of the key. */
  readonly keys: readonly GoldKey[];
  /** Counts, each with what makes it. */
  readonly sums: Readonly<Record<string, string>>;
  /** Lists in which a row counts once for each member, by the name of the member. */
  readonly lists?: Readonly<Record<string, string>>;
  readonly where?: string;
}

const key = (name: string, type = "LowCardinality(String)", from = name): GoldKey => ({ name, type, from });

const HOSTNAME = key("hostname", "String");
const COUNTRY = key("country");
const PLACE = [HOSTNAME, key("path", "String"), COUNTRY];
const DIMENSION = [
  key("dimension", undefined, "tupleElement(pair, 1)"),
  key("value", undefined, "tupleElement(pair, 2)"),
];
const DECISIONS = "event_type = 'decision'";
const OUTCOMES = {
  all_allowed: "countIf(outcome = 'all_allowed')",
  all_denied: "countIf(outcome = 'all_denied')",
  partial: "countIf(outcome = 'partial')",
};
const CATEGORIES = { category: "arrayDistinct(categories_disclosed)" };
const CATEGORY_COUNTS = { disclosed: "count()", consented: "countIf(has(categories_consented, category))" };
const SESSION_COUNTS = {
  sessions: "count()",
  excluded_by_network: "countIf(asn_class IN ('hosting', 'proxy', 'vpn'))",
};

const toPairs = (dimensions: readonly string[]) => ({
  pair: `[${dimensions.map((name) => `('${name}', toString(${name}))`).join(", ")}]`,
});

// A cross-table is asked for in either order, and kept in one.
const CROSSED = CONSENT_DIMENSIONS.flatMap((first, index) =>
  CONSENT_DIMENSIONS.slice(index + 1).map(
    (second) => `('${first}', '${second}', toString(${first}), toString(${second}))`,
  ),
);

/** Every rollup that a view fills. */
export const GOLD: readonly GoldTable[] = [
  { name: "consent_status_daily", silver: "consent_events", keys: PLACE, sums: OUTCOMES, where: DECISIONS },
  {
    name: "consent_funnel_daily",
    silver: "consent_events",
    keys: PLACE,
    sums: {
      impressions: "countIf(event_type = 'impression')",
      dialogs_opened: "countIf(event_type = 'dialog_opened')",
      decisions: "countIf(event_type = 'decision')",
    },
  },
  {
    name: "consent_category_daily",
    silver: "consent_events",
    keys: [...PLACE, key("category")],
    sums: CATEGORY_COUNTS,
    lists: CATEGORIES,
    where: DECISIONS,
  },
  {
    name: "consent_dim_daily",
    silver: "consent_events",
    keys: [...DIMENSION, HOSTNAME, COUNTRY],
    sums: OUTCOMES,
    lists: toPairs(CONSENT_DIMENSIONS),
    where: DECISIONS,
  },
  {
    name: "consent_dim_category_daily",
    silver: "consent_events",
    keys: [...DIMENSION, HOSTNAME, COUNTRY, key("category")],
    sums: CATEGORY_COUNTS,
    lists: { ...CATEGORIES, ...toPairs(CONSENT_DIMENSIONS) },
    where: DECISIONS,
  },
  {
    name: "consent_matrix_daily",
    silver: "consent_events",
    keys: [
      key("first_dimension", undefined, "tupleElement(pair, 1)"),
      key("second_dimension", undefined, "tupleElement(pair, 2)"),
      key("first_value", undefined, "tupleElement(pair, 3)"),
      key("second_value", undefined, "tupleElement(pair, 4)"),
      HOSTNAME,
      COUNTRY,
    ],
    sums: OUTCOMES,
    lists: { pair: `[${CROSSED.join(", ")}]` },
    where: DECISIONS,
  },
  { name: "sessions_daily", silver: "sessions", keys: PLACE, sums: SESSION_COUNTS },
  {
    name: "sessions_dim_daily",
    silver: "sessions",
    keys: [...DIMENSION, HOSTNAME, COUNTRY],
    sums: SESSION_COUNTS,
    lists: toPairs(SESSION_DIMENSIONS),
  },
];

/** Names of what tells the lines of a rollup apart. */
export function listKeys(table: GoldTable): string[] {
  return ["code", "day", ...table.keys.map(({ name }) => name)];
}

/** What the rollup holds of the rows of `source`: the one rule, for the view that adds and for the rebuilding of a day. */
export function renderGold(table: GoldTable, source: string): string {
  const time = table.silver === "sessions" ? "requested_at" : "received_at";
  const lists = Object.entries(table.lists ?? {}).map(([name, list]) => `, arrayJoin(${list}) AS ${name}`);
  const keys = table.keys.map(({ name, from }) => (name === from ? name : `${from} AS ${name}`));
  const sums = Object.entries(table.sums).map(([name, sum]) => `${sum} AS ${name}`);
  const rows = `SELECT *${lists.join("")} FROM ${source} WHERE is_superseded = 0${table.where ? ` AND ${table.where}` : ""}`;
  return `SELECT ${["code", `toDate(${time}) AS day`, ...keys, ...sums].join(", ")} FROM (${rows}) GROUP BY ${listKeys(table).join(", ")}`;
}

/** The statements that make a rollup and the view that fills it. */
export function renderGoldTable(table: GoldTable, topology: Topology): string[] {
  return [renderTable(describe(table), topology), renderView(table.name, renderGold(table, table.silver), topology)];
}

/** A rollup as a table: a partition a day, so that a day can be swapped. Lines of one key are summed when they are read. */
function describe(table: GoldTable): TableDescription {
  const sums = Object.keys(table.sums);
  return {
    name: table.name,
    columns: [
      "code String",
      "day Date",
      ...table.keys.map(({ name, type }) => `${name} ${type}`),
      ...sums.map((name) => `${name} UInt64`),
    ],
    engine: `SummingMergeTree((${sums.join(", ")}))`,
    partitionBy: "day",
    orderBy: listKeys(table),
    isDeduplicated: true,
  };
}
