import type { SessionRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { NETWORKS_EXCLUDED } from "./bots.ts";
import { addText, addToCells, type Cells, formatCells } from "./cells.ts";
import { toDay } from "./day.ts";
import { prepareClients, preparePlaces, prepareUserAgents } from "./dictionary.ts";
import { prepareGoldTable } from "./gold-table.ts";
import { createPlaceDays, type PlaceDay } from "./place-days.ts";
import { readOrAdd } from "./read-or-add.ts";
import type { GoldSums } from "./silver-load.ts";

/** All of them, and those of networks that no visitor comes from. In the order of the columns. */
type SessionCounts = [sessions: number, excludedByNetwork: number];
const COUNTS = ["sessions", "excluded_by_network"];

/** Cells of a client in `by_client`. */
export const SESSION_CELLS = { sessions: 0, excludedByNetwork: 1, excludedByAgent: 2 } as const;

interface PlaceSums {
  readonly pages: Map<string, SessionCounts>;
  readonly byClient: Cells;
  /** Sessions of each user agent; 0 where one came and one went. */
  readonly agents: Map<string, number>;
}

const createPlaceSums = (): PlaceSums => ({ pages: new Map(), byClient: new Map(), agents: new Map() });

/** Prepares the rollups of sessions, and what `bot-refresh.ts` has to look at. */
export function prepareSessionGold(database: Database): () => GoldSums<SessionRow> {
  const beginClients = prepareClients(database);
  const beginWrite = prepareWrite(database);
  return () => {
    const toClient = beginClients();
    const writePlace = beginWrite();
    let places = createPlaceDays(createPlaceSums);
    function count(row: SessionRow, amount: number): void {
      const { code, hostname, country, device, os, browser, browserContext, userAgent } = row;
      const { pages, byClient, agents } = places.of(code, hostname, country, toDay(row.requestedAtMs));
      const excluded = NETWORKS_EXCLUDED.has(row.asnClass) ? amount : 0;
      const counts = readOrAdd(pages, row.path, (): SessionCounts => [0, 0]);
      counts[0] += amount;
      counts[1] += excluded;
      const client = String(toClient(device, os, browser, browserContext));
      addToCells(byClient, client, SESSION_CELLS.sessions, amount);
      addToCells(byClient, client, SESSION_CELLS.excludedByNetwork, excluded);
      agents.set(userAgent, (agents.get(userAgent) ?? 0) + amount);
    }
    return {
      putIn: (row) => count(row, 1),
      takeOut: (row) => count(row, -1),
      write() {
        for (const place of places.all()) writePlace(place);
        places = createPlaceDays(createPlaceSums);
      },
    };
  };
}

function prepareWrite(database: Database): () => (place: PlaceDay<PlaceSums>) => void {
  const beginPlaces = preparePlaces(database);
  const addPage = prepareGoldTable(database, "sessions_daily", ["code", "day", "hostname", "path", "country"], COUNTS);
  const addPlace = preparePlaceWrite(database);
  const touch = database.prepare<[string, string]>(
    "INSERT INTO touched_days (code, day) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const beginAgents = prepareAgentWrite(database);
  return () => {
    const toPlace = beginPlaces();
    const addAgent = beginAgents();
    return ({ code, hostname, country, day, sums: { pages, byClient, agents } }) => {
      const total: SessionCounts = [0, 0];
      for (const [path, counts] of pages) {
        addPage([code, day, hostname, path, country], counts);
        total[0] += counts[0];
        total[1] += counts[1];
      }
      addPlace(toPlace(code, hostname, country), day, total, byClient);
      touch.run(code, day);
      for (const [userAgent, count] of agents) addAgent(code, day, userAgent, count);
    };
  };
}

type AddPlace = (place: number, day: string, counts: SessionCounts, byClient: Cells) => void;

function preparePlaceWrite(database: Database): AddPlace {
  const read = database
    .prepare<[number, string], string>("SELECT by_client FROM sessions_place_daily WHERE place = ? AND day = ?")
    .pluck();
  const put = database.prepare<[number, string, number, number, string]>(
    `INSERT INTO sessions_place_daily (place, day, sessions, excluded_by_network, by_client) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (place, day) DO UPDATE SET sessions = sessions + excluded.sessions,
        excluded_by_network = excluded_by_network + excluded.excluded_by_network, by_client = excluded.by_client`,
  );
  const removeEmpty = database.prepare<[number, string]>(
    "DELETE FROM sessions_place_daily WHERE place = ? AND day = ? AND sessions = 0",
  );
  return (place, day, counts, byClient) => {
    const known = read.get(place, day);
    if (known !== undefined) addText(byClient, known);
    put.run(place, day, ...counts, formatCells(byClient));
    if (counts[0] <= 0) removeEmpty.run(place, day);
  };
}

function prepareAgentWrite(database: Database) {
  const beginAgents = prepareUserAgents(database);
  const add = database.prepare<[string, string, number, number]>(
    `INSERT INTO agent_days (code, day, agent, sessions, has_news) VALUES (?, ?, ?, ?, 1)
      ON CONFLICT (code, day, agent) DO UPDATE SET sessions = sessions + excluded.sessions, has_news = 1`,
  );
  const removeEmpty = database.prepare<[string, string, number]>(
    "DELETE FROM agent_days WHERE code = ? AND day = ? AND agent = ? AND sessions = 0",
  );
  return () => {
    const toAgent = beginAgents();
    return (code: string, day: string, userAgent: string, count: number): void => {
      const agent = toAgent(userAgent);
      add.run(code, day, agent, count);
      if (count <= 0) removeEmpty.run(code, day, agent);
    };
  };
}
