import type { ConsentDimension, DecisionOutcome } from "@cookiehub/schemas/types";
import type {
  AnalyticsFilter,
  CategoryDay,
  Churn,
  ComplianceDay,
  ConsentEventRow,
  DimensionCategoryDay,
  DimensionDay,
  DimensionFilter,
  EventPageQuestion,
  MatrixCell,
} from "../ports.ts";
import {
  countStatus,
  isAskedFor,
  type LoadedObject,
  readAllEvents,
  readDay,
  readDays,
  readUniqueEvents,
} from "./analytics-model.ts";

// The plain computation that stores are held to, for what is told apart by category, dimension and user.

type Rows = readonly ConsentEventRow[];

const readValue: Record<ConsentDimension, (row: ConsentEventRow) => string> = {
  country: (row) => row.country,
  region: (row) => row.region,
  language: (row) => row.language,
  device: (row) => row.device,
  os: (row) => row.os,
  browser: (row) => row.browser,
  browser_context: (row) => row.browserContext,
  regulation: (row) => row.regulation,
};

export function countCategories(objects: readonly LoadedObject[], filter: AnalyticsFilter): CategoryDay[] {
  return readDays(readDecisions(objects, filter)).flatMap(([day, rows]) => countCategoriesOf(day, rows));
}

export function countDimension(
  objects: readonly LoadedObject[],
  { dimension, ...filter }: DimensionFilter & { readonly dimension: ConsentDimension },
): DimensionDay[] {
  return splitDays(objects, filter, dimension).map(([day, value, rows]) => ({ ...countOutcomes(rows), day, value }));
}

export function countDimensionCategories(
  objects: readonly LoadedObject[],
  { dimension, ...filter }: DimensionFilter & { readonly dimension: ConsentDimension },
): DimensionCategoryDay[] {
  return splitDays(objects, filter, dimension).flatMap(([day, value, rows]) =>
    countCategoriesOf(day, rows).map((counts) => ({ ...counts, value })),
  );
}

export function countMatrix(
  objects: readonly LoadedObject[],
  question: DimensionFilter & { readonly first: ConsentDimension; readonly second: ConsentDimension },
): MatrixCell[] {
  const { first, second, ...filter } = question;
  return split(readDecisions(objects, filter), readValue[first]).flatMap(([one, rows]) =>
    split(rows, readValue[second]).map(([two, cell]) => ({ ...countOutcomes(cell), first: one, second: two })),
  );
}

export function countChurn(objects: readonly LoadedObject[], filter: AnalyticsFilter): Churn {
  const all = readAllEvents(objects).filter((row) => row.eventType === "decision");
  const changes: { day: string; from: DecisionOutcome; to: DecisionOutcome; user: string }[] = [];
  for (const [user, own] of split(all, (row) => JSON.stringify([row.code, row.userToken]))) {
    const inOrder = [...own].sort(byTime);
    for (const [index, row] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before === undefined || !isAskedFor(row, filter)) continue;
      const [from, to] = [readOutcome(before), readOutcome(row)];
      if (from !== to) changes.push({ day: readDay(row), from, to, user });
    }
  }
  const deciders = readDecisions(objects, filter).map((row) => JSON.stringify([row.code, row.userToken]));
  const days = split(changes, ({ day, from, to }) => JSON.stringify([day, from, to])).map(([, [first, ...more]]) => ({
    ...{ day: first?.day ?? "", from: first?.from ?? "partial", to: first?.to ?? "partial" },
    changes: 1 + more.length,
  }));
  return { days, users: new Set(deciders).size, usersChanged: new Set(changes.map(({ user }) => user)).size };
}

const BANNER_METHODS = ["banner_button", "banner_accept", "banner_reject", "preferences"];
const MINUTE_MS = 60_000;

export function countCompliance(objects: readonly LoadedObject[], filter: AnalyticsFilter): ComplianceDay[] {
  const shown = readAllEvents(objects).filter((row) => row.eventType !== "decision");
  const isDisclosed = (row: ConsentEventRow) =>
    shown.some(
      (other) =>
        other.code === row.code &&
        other.userToken === row.userToken &&
        other.receivedAtMs <= row.receivedAtMs + MINUTE_MS,
    );
  const isAgreed = (row: ConsentEventRow) => readOutcome(row) !== "all_denied";
  return readDays(readDecisions(objects, filter)).map(([day, rows]) => {
    const gpc = rows.filter((row) => row.gpc);
    const gpp = rows.filter((row) => row.gppString !== "");
    return {
      day,
      decisions: rows.length,
      disclosedBefore: rows.filter(isDisclosed).length,
      withoutDisclosure: rows.filter(
        (row) => BANNER_METHODS.includes(row.method) && row.categoriesDisclosed.length === 0,
      ).length,
      ...{ gpc: gpc.length, gpcAgreed: gpc.filter(isAgreed).length },
      ...{ gpp: gpp.length, gppAgreed: gpp.filter(isAgreed).length },
    };
  });
}

export function listUserEvents(
  objects: readonly LoadedObject[],
  { codes, userToken }: { readonly codes: readonly string[]; readonly userToken: string },
): ConsentEventRow[] {
  const rows = readAllEvents(objects).filter((row) => codes.includes(row.code) && row.userToken === userToken);
  return rows.sort(byTime);
}

export function listEvents(objects: readonly LoadedObject[], question: EventPageQuestion): ConsentEventRow[] {
  return toPage(readUniqueEvents(objects, question), question);
}

export function listLatestDecisions(objects: readonly LoadedObject[], question: EventPageQuestion): ConsentEventRow[] {
  const users = split(readDecisions(objects, question), (row) => JSON.stringify([row.code, row.userToken]));
  return toPage(
    users.flatMap(([, own]) => [...own].sort(byTime).slice(-1)),
    question,
  );
}

function toPage(rows: Rows, { after, limit }: EventPageQuestion): ConsentEventRow[] {
  const toKey = ({ receivedAtMs, code, eventId }: Pick<ConsentEventRow, "receivedAtMs" | "code" | "eventId">) =>
    `${String(receivedAtMs).padStart(15, "0")} ${code} ${eventId}`;
  const inOrder = [...rows].sort((one, other) => (toKey(one) < toKey(other) ? -1 : 1));
  return inOrder.filter((row) => after === undefined || toKey(row) > toKey(after)).slice(0, limit);
}

function byTime(one: ConsentEventRow, other: ConsentEventRow): number {
  return one.receivedAtMs - other.receivedAtMs || (one.eventId < other.eventId ? -1 : 1);
}

function readDecisions(objects: readonly LoadedObject[], filter: AnalyticsFilter): ConsentEventRow[] {
  return readUniqueEvents(objects, filter).filter((row) => row.eventType === "decision");
}

function splitDays(objects: readonly LoadedObject[], filter: DimensionFilter, dimension: ConsentDimension) {
  return readDays(readDecisions(objects, filter)).flatMap(([day, rows]) =>
    split(rows, readValue[dimension]).map(([value, own]) => [day, value, own] as const),
  );
}

/** Groups, in the order of their keys. */
function split<Row>(rows: readonly Row[], toKey: (row: Row) => string): [string, Row[]][] {
  const keys = [...new Set(rows.map(toKey))].sort();
  return keys.map((key) => [key, rows.filter((row) => toKey(row) === key)]);
}

function countOutcomes(rows: Rows) {
  const outcomes = rows.map(readOutcome);
  const count = (outcome: DecisionOutcome) => outcomes.filter((one) => one === outcome).length;
  return { allAllowed: count("all_allowed"), allDenied: count("all_denied"), partial: count("partial") };
}

function readOutcome(row: ConsentEventRow): DecisionOutcome {
  const always = { codes: [row.code], from: "0000-01-01", to: "9999-12-31" };
  const [day] = countStatus([{ key: "", rows: [row] }], always);
  if (day?.allAllowed === 1) return "all_allowed";
  return day?.allDenied === 1 ? "all_denied" : "partial";
}

function countCategoriesOf(day: string, rows: Rows): CategoryDay[] {
  const categories = [...new Set(rows.flatMap((row) => row.categoriesDisclosed))].sort();
  return categories.map((category) => {
    const disclosed = rows.filter((row) => row.categoriesDisclosed.includes(category));
    const consented = disclosed.filter((row) => row.categoriesConsented.includes(category)).length;
    return { day, category, disclosed: disclosed.length, consented };
  });
}
