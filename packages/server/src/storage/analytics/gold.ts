import type { ConsentEventRow } from "../ports.ts";
import { toDecisionOutcome } from "./outcome.ts";

/** What identifies a line of a rollup. */
export interface GoldKey {
  readonly code: string;
  readonly day: string;
  readonly hostname: string;
  readonly path: string;
  readonly country: string;
}

/** What new silver rows add to one line of the rollups. */
export interface GoldDelta {
  readonly key: GoldKey;
  allAllowed: number;
  allDenied: number;
  partial: number;
  impressions: number;
  dialogsOpened: number;
  decisions: number;
}

/** Sums what silver rows add to the rollups, line by line. */
export function createGoldDeltas() {
  const deltas = new Map<string, GoldDelta>();
  return {
    add(row: ConsentEventRow): void {
      const { code, hostname, path, country } = row;
      const key: GoldKey = { code, day: toDay(row.receivedAtMs), hostname, path, country };
      const text = JSON.stringify([key.code, key.day, key.hostname, key.path, key.country]);
      const delta = deltas.get(text) ?? createDelta(key);
      deltas.set(text, delta);
      countEvent(delta, row);
    },
    values: (): Iterable<GoldDelta> => deltas.values(),
  };
}

/** Names the UTC day of a time. */
export function toDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function createDelta(key: GoldKey): GoldDelta {
  return { key, allAllowed: 0, allDenied: 0, partial: 0, impressions: 0, dialogsOpened: 0, decisions: 0 };
}

function countEvent(delta: GoldDelta, row: ConsentEventRow): void {
  switch (row.eventType) {
    case "impression":
      delta.impressions += 1;
      return;
    case "dialog_opened":
      delta.dialogsOpened += 1;
      return;
    case "decision":
      delta.decisions += 1;
      delta[toDecisionOutcome(row.categoriesDisclosed, row.categoriesConsented)] += 1;
      return;
    default:
      throw new TypeError(`not an event type: ${String(row.eventType satisfies never)}`);
  }
}
