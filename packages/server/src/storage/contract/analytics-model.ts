import type { AnalyticsFilter, ConsentEventRow, FunnelDay, StatusDay } from "../ports.ts";

// The plain computation that stores are held to: it shares no code with any of them.

export interface LoadedObject {
  readonly key: string;
  readonly rows: readonly ConsentEventRow[];
}

/** Counts decisions by outcome for each day that has some, ascending. */
export function countStatus(objects: readonly LoadedObject[], filter: AnalyticsFilter): StatusDay[] {
  const decisions = readUniqueEvents(objects, filter).filter((row) => row.eventType === "decision");
  return readDays(decisions).map(([day, rows]) => {
    const allAllowed = rows.filter((row) =>
      row.categoriesDisclosed.every((id) => row.categoriesConsented.includes(id)),
    );
    const noneAllowed = rows.filter(
      (row) => !row.categoriesDisclosed.some((id) => row.categoriesConsented.includes(id)),
    );
    const allDenied = noneAllowed.filter((row) => row.categoriesDisclosed.length > 0).length;
    return { day, allAllowed: allAllowed.length, allDenied, partial: rows.length - allAllowed.length - allDenied };
  });
}

/** Counts events by type for each day that has some, ascending. */
export function countFunnel(objects: readonly LoadedObject[], filter: AnalyticsFilter): FunnelDay[] {
  return readDays(readUniqueEvents(objects, filter)).map(([day, rows]) => ({
    day,
    impressions: rows.filter((row) => row.eventType === "impression").length,
    dialogsOpened: rows.filter((row) => row.eventType === "dialog_opened").length,
    decisions: rows.filter((row) => row.eventType === "decision").length,
  }));
}

function readUniqueEvents(objects: readonly LoadedObject[], filter: AnalyticsFilter): ConsentEventRow[] {
  const firstObjects = objects.filter((object, index) => objects.findIndex(({ key }) => key === object.key) === index);
  const rows = firstObjects.flatMap((object) => object.rows);
  const unique = rows.filter((row, index) => rows.findIndex((other) => isSameEvent(row, other)) === index);
  return unique.filter((row) => isAskedFor(row, filter));
}

function isSameEvent(one: ConsentEventRow, other: ConsentEventRow): boolean {
  return one.code === other.code && one.eventId === other.eventId;
}

function isAskedFor(row: ConsentEventRow, filter: AnalyticsFilter): boolean {
  const day = readDay(row);
  const segment = filter.pathSegment === "/" ? "" : filter.pathSegment;
  return (
    filter.codes.includes(row.code) &&
    filter.from <= day &&
    day <= filter.to &&
    (filter.hostname === undefined || filter.hostname === row.hostname) &&
    (filter.country === undefined || filter.country === row.country) &&
    (segment === undefined || row.path === segment || row.path.startsWith(`${segment}/`))
  );
}

function readDays(rows: readonly ConsentEventRow[]): [string, ConsentEventRow[]][] {
  const days = [...new Set(rows.map(readDay))].sort();
  return days.map((day) => [day, rows.filter((row) => readDay(row) === day)]);
}

function readDay(row: ConsentEventRow): string {
  const time = new Date(row.receivedAtMs);
  const pad = (number: number) => String(number).padStart(2, "0");
  return `${time.getUTCFullYear()}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
}
