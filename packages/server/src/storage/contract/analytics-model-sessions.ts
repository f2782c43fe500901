import type { SessionDimension } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, DimensionFilter, SessionDay, SessionDimensionDay, SessionRow } from "../ports.ts";
import { isInPlace } from "./analytics-model.ts";

// The plain computation that stores are held to, for sessions.

export interface LoadedBatch {
  readonly key: string;
  readonly rows: readonly SessionRow[];
}

const NETWORKS = ["hosting", "proxy", "vpn"];
const SHARE = 0.3;
const SESSIONS_MIN = 100;

const readValue: Record<SessionDimension, (row: SessionRow) => string> = {
  country: (row) => row.country,
  device: (row) => row.device,
  os: (row) => row.os,
  browser: (row) => row.browser,
  browser_context: (row) => row.browserContext,
};

export function countSessions(batches: readonly LoadedBatch[], filter: AnalyticsFilter): SessionDay[] {
  return countGroups(batches, filter, () => "").map(({ value: _, ...day }) => day);
}

export function countSessionDimension(
  batches: readonly LoadedBatch[],
  { dimension, ...filter }: DimensionFilter & { readonly dimension: SessionDimension },
): SessionDimensionDay[] {
  return countGroups(batches, filter, readValue[dimension]);
}

function countGroups(
  batches: readonly LoadedBatch[],
  filter: AnalyticsFilter,
  toValue: (row: SessionRow) => string,
): SessionDimensionDay[] {
  const all = readUniqueSessions(batches);
  const isBot = createBotCheck(all);
  const asked = all.filter((row) => isInPlace(row, readDay(row), filter));
  const keys = [...new Set(asked.map((row) => JSON.stringify([readDay(row), toValue(row)])))].sort();
  return keys.map((key) => {
    const rows = asked.filter((row) => JSON.stringify([readDay(row), toValue(row)]) === key);
    const [day = "", value = ""] = JSON.parse(key) as string[];
    const others = rows.filter((row) => !NETWORKS.includes(row.asnClass));
    return {
      ...{ day, value, sessions: rows.length, excludedByNetwork: rows.length - others.length },
      excludedByAgent: others.filter(isBot).length,
    };
  });
}

/** Of every session of a code and day, whoever asks for which of them. */
function createBotCheck(all: readonly SessionRow[]): (row: SessionRow) => boolean {
  const toDay = (row: SessionRow) => `${row.code} ${readDay(row)}`;
  const toAgent = (row: SessionRow) => `${toDay(row)} ${row.userAgent}`;
  const count = (toKey: (row: SessionRow) => string) => {
    const counts = new Map<string, number>();
    for (const row of all) counts.set(toKey(row), (counts.get(toKey(row)) ?? 0) + 1);
    return counts;
  };
  const [ofDay, ofAgent] = [count(toDay), count(toAgent)];
  return (row) => {
    const sessions = ofDay.get(toDay(row)) ?? 0;
    return sessions >= SESSIONS_MIN && (ofAgent.get(toAgent(row)) ?? 0) >= SHARE * sessions;
  };
}

function readUniqueSessions(batches: readonly LoadedBatch[]): SessionRow[] {
  const firstBatches = batches.filter((batch, index) => batches.findIndex(({ key }) => key === batch.key) === index);
  const unique = new Map<string, SessionRow>();
  for (const row of firstBatches.flatMap((batch) => batch.rows)) {
    const key = JSON.stringify([row.code, row.requestId]);
    const known = unique.get(key);
    if (known === undefined || row.requestedAtMs < known.requestedAtMs) unique.set(key, row);
  }
  return [...unique.values()];
}

const readDay = (row: SessionRow): string => new Date(row.requestedAtMs).toISOString().slice(0, 10);
