import type { CompiledQuery, Kysely } from "kysely";
import type { SqlValue, Statement } from "../unit.ts";
import type { Tables } from "./tables.ts";

/** Compiles queries for one dialect; never runs one. */
export type Queries = Kysely<Tables>;

type Values = Readonly<Record<string, SqlValue>>;

/** Stands for a value that is not known yet. */
export type Parameter<Bound extends Values> = <Name extends keyof Bound & string>(name: Name) => Bound[Name];

/** A compiled statement that waits for its values. */
export interface Prepared<Bound extends Values> {
  bind(values: Bound): Statement;
}

/** Names a parameter for each of some columns, by the column's own name. */
export function toParameters<Bound extends Values, Name extends keyof Bound & string>(
  parameter: Parameter<Bound>,
  names: readonly Name[],
): Pick<Bound, Name> {
  return Object.fromEntries(names.map((name) => [name, parameter(name)])) as Pick<Bound, Name>;
}

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Compiles a query once, with named placeholders where values go: binding costs an array, compiling costs more than
 * running the statement.
 */
export function prepare<Bound extends Values>(
  build: (parameter: Parameter<Bound>) => { compile(): CompiledQuery },
): Prepared<Bound> {
  // The builder passes a value through untouched, so a placeholder may travel as the type of what it stands for.
  const parameter: Parameter<Bound> = (name) => new Placeholder(name) as unknown as Bound[typeof name];
  const compiled = build(parameter).compile();
  const sql = compiled.sql;
  const slots = compiled.parameters.map((value) =>
    value instanceof Placeholder ? value.name : { constant: value as SqlValue },
  );
  return {
    bind(values) {
      return { sql, values: slots.map((slot) => (typeof slot === "string" ? toBound(values, slot) : slot.constant)) };
    },
  };
}

function toBound(values: Values, name: string): SqlValue {
  const value = values[name];
  if (value === undefined) throw new TypeError(`no value for the parameter ${name}`);
  return value;
}
