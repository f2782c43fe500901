import { CompiledQuery } from "kysely";
import type { Migration, MigrationProvider } from "kysely/migration";

/** Statements by the name of their step, in order. A step is never changed once released. */
export type SchemaSteps = Readonly<Record<string, readonly string[]>>;

/** Hands steps to the migrator; they go up only. */
export function toProvider(steps: SchemaSteps): MigrationProvider {
  return { getMigrations: async () => Object.fromEntries(Object.entries(steps).map(toEntry)) };
}

function toEntry([name, statements]: [string, readonly string[]]): [string, Migration] {
  return [
    name,
    {
      async up(db) {
        for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
      },
    },
  ];
}
