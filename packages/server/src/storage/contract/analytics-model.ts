import type {
  AnalyticsFilter,
  ConsentEventRow,
  ExperimentCounts,
  ExperimentFilter,
  FunnelDay,
  StatusDay,
} from "../ports.ts";

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

const BANNER_METHODS = ["banner_button", "banner_accept", "banner_reject", "preferences"];

/** Counts the visitors of each arm that has some, by label. */
export function countExperiment(objects: readonly LoadedObject[], filter: ExperimentFilter): ExperimentCounts[] {
  const always = { codes: [filter.code], from: "0000-01-01", to: "9999-12-31" };
  const rows = readUniqueEvents(objects, always).filter(
    (row) => row.eventType !== "decision" || BANNER_METHODS.includes(row.method),
  );
  return [...new Set(filter.variants ?? rows.map((row) => row.variant).filter((variant) => variant !== ""))]
    .sort()
    .flatMap((variant) => {
      const ofArm = rows.filter((row) => row.variant === variant);
      const visitors = [...new Set(ofArm.map((row) => row.userToken))]
        .map((token) => ofArm.filter((row) => row.userToken === token))
        .filter((own) => {
          const firstDay = own.map(readDay).sort()[0] ?? "";
          return filter.from <= firstDay && firstDay <= filter.to;
        });
      return visitors.length === 0 ? [] : [countArm(variant, visitors)];
    });
}

function countArm(variant: string, visitors: readonly ConsentEventRow[][]): ExperimentCounts {
  const rows = visitors.flat();
  const first = visitors.flatMap((own) => {
    const decisions = own.filter((row) => row.eventType === "decision");
    const earliest = Math.min(...decisions.map((row) => row.receivedAtMs));
    return decisions
      .filter((row) => row.receivedAtMs === earliest)
      .sort((one, other) => (one.eventId < other.eventId ? -1 : 1))
      .slice(0, 1);
  });
  const [outcomes] = countStatusOf(first);
  const times = first.flatMap((row) => (row.timeToDecisionMs === null ? [] : [row.timeToDecisionMs]));
  times.sort((one, other) => one - other);
  const quantile = (share: number): number | null => times[Math.ceil((times.length * share) / 100) - 1] ?? null;
  return {
    variant,
    visitors: visitors.length,
    impressions: rows.filter((row) => row.eventType === "impression").length,
    dialogsOpened: visitors.filter((own) => own.some((row) => row.eventType === "dialog_opened")).length,
    interacted: visitors.filter((own) => own.some((row) => row.eventType !== "impression")).length,
    decisions: first.length,
    allAllowed: outcomes?.allAllowed ?? 0,
    allDenied: outcomes?.allDenied ?? 0,
    partial: outcomes?.partial ?? 0,
    timedDecisions: times.length,
    medianMs: quantile(50),
    p90Ms: quantile(90),
  };
}

function countStatusOf(decisions: readonly ConsentEventRow[]): StatusDay[] {
  // On one day, so that there is one line.
  const rows = decisions.map((row, index) => ({ ...row, eventId: `${index}`, receivedAtMs: 0 }));
  const [first] = rows;
  if (first === undefined) return [];
  return countStatus([{ key: "", rows }], { codes: [first.code], from: "1970-01-01", to: "1970-01-01" });
}

/** Every event once, whoever's and whenever: of several of one id the earliest, of those the first that was loaded. */
export function readAllEvents(objects: readonly LoadedObject[]): ConsentEventRow[] {
  const firstObjects = objects.filter((object, index) => objects.findIndex(({ key }) => key === object.key) === index);
  const rows = firstObjects.flatMap((object) => object.rows);
  return rows.filter((row, index) => {
    const same = rows.map((other, at) => ({ other, at })).filter(({ other }) => isSameEvent(row, other));
    const [first] = same.sort((one, two) => one.other.receivedAtMs - two.other.receivedAtMs || one.at - two.at);
    return first?.at === index;
  });
}

export function readUniqueEvents(objects: readonly LoadedObject[], filter: AnalyticsFilter): ConsentEventRow[] {
  return readAllEvents(objects).filter((row) => isAskedFor(row, filter));
}

function isSameEvent(one: ConsentEventRow, other: ConsentEventRow): boolean {
  return one.code === other.code && one.eventId === other.eventId;
}

export function isAskedFor(row: ConsentEventRow, filter: AnalyticsFilter): boolean {
  return isInPlace(row, readDay(row), filter);
}

/** Whether a row of that day, which is of this code and place, is asked for. */
export function isInPlace(
  row: Pick<ConsentEventRow, "code" | "hostname" | "path" | "country">,
  day: string,
  filter: AnalyticsFilter,
): boolean {
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

export function readDays(rows: readonly ConsentEventRow[]): [string, ConsentEventRow[]][] {
  const days = [...new Set(rows.map(readDay))].sort();
  return days.map((day) => [day, rows.filter((row) => readDay(row) === day)]);
}

export function readDay(row: ConsentEventRow): string {
  const time = new Date(row.receivedAtMs);
  const pad = (number: number) => String(number).padStart(2, "0");
  return `${time.getUTCFullYear()}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
}
