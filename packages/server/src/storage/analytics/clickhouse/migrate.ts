import { type ClickHouseOptions, type Connection, createConnection, toDatabase } from "./connection.ts";
import { ClickHouseSetupError, isServerError } from "./errors.ts";
import { CLICKHOUSE_STEPS, type SchemaTarget } from "./schema/steps.ts";
import { renderCluster, renderTable, toIdentifier } from "./schema/table.ts";

const UNKNOWN_DATABASE = "81";
const ACCESS_DENIED = "497";

const SCHEMA_STEPS = {
  name: "schema_steps",
  columns: ["step String", "applied_at DateTime64(3, 'UTC') DEFAULT now64(3)"],
  engine: "ReplacingMergeTree",
  orderBy: ["step"],
};

/** Makes the database where it is missing. */
export async function createDatabase(options: ClickHouseOptions, connection: Connection): Promise<void> {
  try {
    await connection.read("SELECT 1");
    return;
  } catch (error) {
    if (!isServerError(error, UNKNOWN_DATABASE)) throw error;
  }
  const beside = createConnection(options, "default");
  try {
    await beside.run(`CREATE DATABASE IF NOT EXISTS ${toIdentifier(toDatabase(options))}${renderCluster(options)}`);
  } catch (error) {
    throw toSetupError(error, `CREATE DATABASE ${toDatabase(options)}`);
  } finally {
    await beside.close();
  }
}

/**
 * Brings the tables up to date: runs the steps that are not marked as applied. Statements of a step can be repeated, so a step
 * that was broken off, or that two processes run at once, does no harm. Refuses a database with steps of a later release.
 */
export async function migrate(
  connection: Connection,
  target: SchemaTarget,
  steps: typeof CLICKHOUSE_STEPS = CLICKHOUSE_STEPS,
): Promise<void> {
  const applied = await readApplied(connection, target);
  const unknown = [...applied].filter((step) => !Object.hasOwn(steps, step));
  if (unknown.length > 0) {
    throw new ClickHouseSetupError(
      `The ClickHouse database was changed by a later release (${unknown.join(", ")}): run that release, or restore a backup.`,
    );
  }
  for (const [name, render] of Object.entries(steps)) {
    if (applied.has(name)) continue;
    for (const statement of render(target)) await runDdl(connection, statement);
    await connection.insert(SCHEMA_STEPS.name, [JSON.stringify({ step: name })], { async_insert: 0 });
  }
}

async function readApplied(connection: Connection, target: SchemaTarget): Promise<ReadonlySet<string>> {
  await runDdl(connection, renderTable(SCHEMA_STEPS, target));
  const rows = await connection.read(`SELECT DISTINCT step FROM ${SCHEMA_STEPS.name}`);
  return new Set(rows.map(({ step }) => String(step)));
}

async function runDdl(connection: Connection, statement: string): Promise<void> {
  try {
    await connection.run(statement);
  } catch (error) {
    throw toSetupError(error, statement.slice(0, statement.indexOf("\n")));
  }
}

function toSetupError(error: unknown, statement: string): unknown {
  if (!isServerError(error, ACCESS_DENIED)) return error;
  return new ClickHouseSetupError(
    `The user of CLICKHOUSE_URL may not run \`${statement.trim()}\`. Run \`cookiehub-server migrate\` once as one who may.`,
    { cause: error },
  );
}
