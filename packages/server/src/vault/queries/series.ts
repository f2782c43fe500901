/** How numbers of one kind are added up, and what is told of a sum. */
export interface Figures<Key extends string, Counts extends object> {
  readonly keys: readonly Key[];
  readonly toCounts: (sum: Sum<Key>) => Counts;
}

export type Sum<Key extends string> = Readonly<Record<Key, number>>;

export interface Series<Counts> {
  readonly totals: Counts;
  readonly days: (Counts & { day: string })[];
}

/** Adds rows up. */
export function toSum<Key extends string>(keys: readonly Key[], rows: readonly Sum<Key>[]): Sum<Key> {
  const [first, ...others] = rows;
  // Most sums are of one row: a value has one a day.
  if (first !== undefined && others.length === 0) return first;
  const sum = Object.fromEntries(keys.map((key) => [key, first?.[key] ?? 0])) as Record<Key, number>;
  for (const row of others) for (const key of keys) sum[key] += row[key];
  return sum;
}

/** Tells the figures of all given days, and of each of them; days without rows are there with zeros. */
export function toSeries<Key extends string, Counts extends object>(
  { keys, toCounts }: Figures<Key, Counts>,
  rows: readonly (Sum<Key> & { readonly day: string })[],
  days: readonly string[],
): Series<Counts> {
  const byDay = groupBy(rows, ({ day }) => day);
  const nothing = toCounts(toSum(keys, []));
  return {
    totals: toCounts(toSum(keys, rows)),
    days: days.map((day) => {
      const own = byDay.get(day);
      return { day, ...(own === undefined ? nothing : toCounts(toSum(keys, own))) };
    }),
  };
}

export interface Group<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
}

/** Groups of rows, those that weigh most first, and of one weight by key; at most `limit` of all that there are. */
export function toGroups<Row>(
  rows: readonly Row[],
  toKey: (row: Row) => string,
  toWeight: (row: Row) => number,
  limit: number,
): { readonly count: number; readonly groups: readonly Group<Row>[] } {
  const groups = [...groupBy(rows, toKey)].map(([key, own]) => {
    return { key, rows: own, weight: own.reduce((sum, row) => sum + toWeight(row), 0) };
  });
  // By code unit, not by language: the same on every machine.
  groups.sort((one, other) => other.weight - one.weight || (one.key < other.key ? -1 : 1));
  return { count: groups.length, groups: groups.slice(0, limit) };
}

function groupBy<Row>(rows: readonly Row[], toKey: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = toKey(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
