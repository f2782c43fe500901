import type { Database } from "../sqlite/connection.ts";
import { prepareGoldTable } from "./gold-table.ts";
import { readOrAdd } from "./read-or-add.ts";

/** What a user did on a day: decided, or decided otherwise than before. */
export const USER_DAY_COUNTS = ["users", "users_changed"] as const;
type UserDayCount = (typeof USER_DAY_COUNTS)[number];

type Counts = Record<UserDayCount, number>;
type UserDaySums = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Counts>>>;

/** Days between which one lies, in the chain of days on which a user did something. */
export interface DayNeighbors {
  readonly previous: string | undefined;
  readonly day: string;
  readonly next: string | undefined;
}

/**
 * Sums how many users did something on a day and the last time before on another. Distinct users of a period are then a
 * sum: those of its days whose day before lies before it.
 */
export interface UserDays {
  /** Puts a day between its neighbors (1), or takes it from there (-1). Where a neighbor is of the same day, it stays. */
  link(count: UserDayCount, code: string, neighbors: DayNeighbors, amount: number): void;
  /** Answers what was summed since the last time, by code, day and day before. */
  drain(): UserDaySums;
}

export function createUserDays(): UserDays {
  let sums = new Map<string, Map<string, Map<string, Counts>>>();
  function add(count: UserDayCount, code: string, day: string, previous: string, amount: number): void {
    const ofCode = readOrAdd(sums, code, () => new Map<string, Map<string, Counts>>());
    const ofDay = readOrAdd(ofCode, day, () => new Map<string, Counts>());
    readOrAdd(ofDay, previous, () => ({ users: 0, users_changed: 0 }))[count] += amount;
  }
  return {
    link(count, code, { previous, day, next }, amount) {
      if (previous === day || next === day) return;
      add(count, code, day, previous ?? "", amount);
      if (next === undefined) return;
      add(count, code, next, previous ?? "", -amount);
      add(count, code, next, day, amount);
    },
    drain() {
      const drained = sums;
      sums = new Map();
      return drained;
    },
  };
}

export function prepareUserDays(database: Database): (sums: UserDaySums) => void {
  const add = prepareGoldTable(database, "consent_users_daily", ["code", "day", "previous_day"], USER_DAY_COUNTS);
  return (sums) => {
    for (const [code, days] of sums)
      for (const [day, previousDays] of days)
        for (const [previous, counts] of previousDays)
          add(
            [code, day, previous],
            USER_DAY_COUNTS.map((count) => counts[count]),
          );
  };
}
