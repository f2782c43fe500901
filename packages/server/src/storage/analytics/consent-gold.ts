import type { ConsentEventRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { prepareChoices } from "./choices.ts";
import { toDay } from "./day.ts";
import { preparePlaces } from "./dictionary.ts";
import {
  createDimensionSums,
  type DimensionSums,
  prepareDimensionCount,
  prepareDimensionWrite,
} from "./dimension-gold.ts";
import { prepareGoldTable } from "./gold-table.ts";
import type { DecisionOutcome } from "./outcome.ts";
import {
  countDecision,
  createPageSums,
  FUNNEL_COUNTS,
  type PageSums,
  STATUS_COUNTS,
  toFunnelCount,
} from "./page-sums.ts";
import { createPlaceDays, type PlaceDay } from "./place-days.ts";
import { readOrAdd } from "./read-or-add.ts";
import type { GoldSums } from "./silver-load.ts";
import { createUserDays, prepareUserDays, type UserDays } from "./user-days.ts";

/** Where and when something counts. */
export interface GoldPoint {
  readonly code: string;
  readonly hostname: string;
  readonly path: string;
  readonly country: string;
  readonly receivedAtMs: number;
}

/** What consent events add to gold by themselves, and room for what the histories of their users add (`histories.ts`). */
export interface ConsentGold extends GoldSums<ConsentEventRow> {
  addDisclosedBefore(point: GoldPoint, amount: number): void;
  addChange(point: GoldPoint, before: DecisionOutcome, after: DecisionOutcome, amount: number): void;
  readonly userDays: UserDays;
}

interface PlaceSums {
  readonly pages: Map<string, PageSums>;
  readonly dimensions: DimensionSums;
}

/** Prepares the rollups of consent events. Sums of one load stay in memory until they are written. */
export function prepareConsentGold(database: Database): () => ConsentGold {
  const beginWrite = prepareWrite(database);
  const beginChoices = prepareChoices(database);
  const beginDimensions = prepareDimensionCount(database);
  const writeUserDays = prepareUserDays(database);
  const createPlaces = () =>
    createPlaceDays<PlaceSums>(() => ({ pages: new Map(), dimensions: createDimensionSums() }));

  return () => {
    let places = createPlaces();
    const userDays = createUserDays();
    const toChoice = beginChoices();
    const countDimensions = beginDimensions();
    const writePlace = beginWrite();
    const readPlace = (point: GoldPoint) =>
      places.of(point.code, point.hostname, point.country, toDay(point.receivedAtMs));
    const readPage = (place: PlaceSums, path: string) => readOrAdd(place.pages, path, createPageSums);

    function count(row: ConsentEventRow, amount: number): void {
      const place = readPlace(row);
      const page = readPage(place, row.path);
      page.funnel[toFunnelCount(row)] += amount;
      if (row.eventType !== "decision") return;
      const choice = toChoice(row);
      countDecision(page, row, choice, amount);
      countDimensions(place.dimensions, row, choice, amount);
    }
    return {
      putIn: (row) => count(row, 1),
      takeOut: (row) => count(row, -1),
      addDisclosedBefore(point, amount) {
        readPage(readPlace(point), point.path).status.disclosed_before += amount;
      },
      addChange(point, before, after, amount) {
        const { changes } = readPage(readPlace(point), point.path);
        const counts = readOrAdd(changes, before, () => new Map<DecisionOutcome, number>());
        counts.set(after, (counts.get(after) ?? 0) + amount);
      },
      userDays,
      write() {
        for (const place of places.all()) writePlace(place);
        places = createPlaces();
        writeUserDays(userDays.drain());
      },
    };
  };
}

type PageKey = readonly [code: string, day: string, hostname: string, path: string, country: string];
const PAGE_KEY = ["code", "day", "hostname", "path", "country"];
const PLACE_COUNTS = [...FUNNEL_COUNTS, ...STATUS_COUNTS];

function prepareWrite(database: Database): () => (place: PlaceDay<PlaceSums>) => void {
  const beginPlaces = preparePlaces(database);
  const addPlace = prepareGoldTable(database, "consent_place_daily", ["place", "day"], PLACE_COUNTS);
  const writePage = preparePageWrite(database);
  const writeDimensions = prepareDimensionWrite(database);
  return () => {
    const toPlace = beginPlaces();
    return ({ code, hostname, country, day, sums }) => {
      const place = toPlace(code, hostname, country);
      const total = PLACE_COUNTS.map(() => 0);
      for (const [path, page] of sums.pages) {
        const counts = writePage([code, day, hostname, path, country], page);
        for (const [index, count] of counts.entries()) total[index] = (total[index] ?? 0) + count;
      }
      addPlace([place, day], total);
      writeDimensions(place, day, sums.dimensions);
    };
  };
}

/** Writes what is told apart by path; answers the counts of funnel and status. */
function preparePageWrite(database: Database): (key: PageKey, page: PageSums) => readonly number[] {
  const addFunnel = prepareGoldTable(database, "consent_funnel_daily", PAGE_KEY, FUNNEL_COUNTS);
  const addStatus = prepareGoldTable(database, "consent_status_daily", PAGE_KEY, STATUS_COUNTS);
  const choiceKey = ["code", "day", "choice", "hostname", "path", "country"];
  const addChoice = prepareGoldTable(database, "consent_choice_daily", choiceKey, ["decisions"]);
  const changeKey = [...PAGE_KEY, "outcome_before", "outcome_after"];
  const addChanges = prepareGoldTable(database, "consent_changes_daily", changeKey, ["changes"]);
  return (key, page) => {
    const funnel = FUNNEL_COUNTS.map((count) => page.funnel[count]);
    const status = STATUS_COUNTS.map((count) => page.status[count]);
    addFunnel(key, funnel);
    addStatus(key, status);
    const [code, day, ...place] = key;
    for (const [choice, count] of page.choices) addChoice([code, day, choice.number, ...place], [count]);
    for (const [before, counts] of page.changes)
      for (const [after, count] of counts) addChanges([...key, before, after], [count]);
    return [...funnel, ...status];
  };
}
