import type { AnalyticsStore } from "../../storage/ports.ts";
import type { TimedId } from "../../storage/scratch-ids.ts";
import { type IsAsked, type ReplayPart, type RowMakers, readEventParts, readSessionParts } from "./replay-rows.ts";

/** What is done alike with events and with sessions. `Row` is known to the functions of one kind alone. */
interface SilverKind<Row> {
  readonly name: "events" | "sessions";
  readParts(key: string, body: Uint8Array, makers: RowMakers, isAsked: IsAsked): AsyncIterable<ReplayPart<Row>>;
  toId(row: Row): TimedId;
  findMissing(rows: readonly Row[]): Promise<readonly number[]>;
  load(key: string, rows: readonly Row[]): Promise<unknown>;
}

/** A part of an object, ready to be compared and loaded. */
export interface OpenPart extends Omit<ReplayPart<unknown>, "rows"> {
  /** Identity of each row that was asked for. */
  readonly ids: readonly TimedId[];
  /** Places of the rows that silver lacks. */
  findMissing(): Promise<readonly number[]>;
  /** Loads the rows at these places. */
  load(key: string, places: readonly number[]): Promise<void>;
}

export interface OpenKind {
  readonly name: "events" | "sessions";
  openParts(key: string, body: Uint8Array, makers: RowMakers, isAsked: IsAsked): AsyncIterable<OpenPart>;
}

export type ReplayStore = Pick<AnalyticsStore, "load" | "loadSessions" | "findMissing" | "findMissingSessions">;

/** What objects of consent events, and files of CDN logs, are made of. */
export function createSilverKinds(store: ReplayStore): Readonly<Record<"consent" | "cdn", OpenKind>> {
  return {
    consent: openKind({
      name: "events",
      readParts: readEventParts,
      toId: ({ code, eventId, receivedAtMs }) => ({ code, id: eventId, atMs: receivedAtMs }),
      findMissing: (rows) => store.findMissing(rows),
      load: (key, rows) => store.load(key, rows, { isReplay: true }),
    }),
    cdn: openKind({
      name: "sessions",
      readParts: readSessionParts,
      toId: ({ code, requestId, requestedAtMs }) => ({ code, id: requestId, atMs: requestedAtMs }),
      findMissing: (rows) => store.findMissingSessions(rows),
      load: (key, rows) => store.loadSessions(key, rows),
    }),
  };
}

function openKind<Row>(kind: SilverKind<Row>): OpenKind {
  return {
    name: kind.name,
    async *openParts(key, body, makers, isAsked) {
      for await (const { rows, ...counts } of kind.readParts(key, body, makers, isAsked)) {
        yield {
          ...counts,
          ids: rows.map(kind.toId),
          findMissing: () => kind.findMissing(rows),
          async load(loadKey, places) {
            const wanted = new Set(places);
            await kind.load(
              loadKey,
              rows.filter((_, place) => wanted.has(place)),
            );
          },
        };
      }
    },
  };
}

/** Of the rows at these places that share an id, the place of the first of the least time. */
export function pickFirst(ids: readonly TimedId[], places: readonly number[]): number[] {
  const first = new Map<string, number>();
  for (const place of places) {
    const { code = "", id = "", atMs = 0 } = ids[place] ?? {};
    const known = ids[first.get(`${code} ${id}`) ?? -1];
    if (known === undefined || known.atMs > atMs) first.set(`${code} ${id}`, place);
  }
  return [...first.values()].sort((one, other) => one - other);
}
