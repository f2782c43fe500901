import { readOrAdd } from "./read-or-add.ts";

/** What is summed of one place on one day. */
export interface PlaceDay<Sums> {
  readonly code: string;
  readonly hostname: string;
  readonly country: string;
  readonly day: string;
  readonly sums: Sums;
}

export interface PlaceDays<Sums> {
  of(code: string, hostname: string, country: string, day: string): Sums;
  all(): readonly PlaceDay<Sums>[];
}

/** Keeps the sums of a batch by place and day. Nested maps: keys that are made of texts cost more than all the adding. */
export function createPlaceDays<Sums>(create: () => Sums): PlaceDays<Sums> {
  type Days = Map<string, PlaceDay<Sums>>;
  const codes = new Map<string, Map<string, Map<string, Days>>>();
  const all: PlaceDay<Sums>[] = [];
  return {
    of(code, hostname, country, day) {
      const hostnames = readOrAdd(codes, code, () => new Map<string, Map<string, Days>>());
      const countries = readOrAdd(hostnames, hostname, () => new Map<string, Days>());
      const days = readOrAdd(countries, country, (): Days => new Map());
      const known = days.get(day);
      if (known !== undefined) return known.sums;
      const made = { code, hostname, country, day, sums: create() };
      days.set(day, made);
      all.push(made);
      return made.sums;
    },
    all: () => all,
  };
}
