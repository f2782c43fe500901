import type { ClickHouseSettings } from "@clickhouse/client";
import type { Connection } from "./connection.ts";
import { ClickHouseSetupError } from "./errors.ts";
import { GOLD } from "./schema/gold.ts";
import { CONSENT_EVENTS } from "./schema/silver.ts";
import { DEDUPLICATION_WINDOW, type Topology } from "./schema/table.ts";

/** Since then blocks are known again in the tables behind views, too, and inserts go through a queue unless told not to. */
const VERSION_MIN = [26, 3] as const;

/**
 * What every insert says, whatever the server's defaults are: written when it is answered, known again under its token in
 * silver and in all that views fill, and refused as a whole where a view fails.
 */
export const INSERT_SETTINGS = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
} satisfies ClickHouseSettings;

/** Refuses a server too old to count exactly. */
export async function checkVersion(connection: Connection): Promise<void> {
  const [row] = await connection.read("SELECT version() AS version");
  const version = String(row?.version);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1])) {
    throw new ClickHouseSetupError(
      `ClickHouse ${version} cannot be used: update the server to ${VERSION_MIN.join(".")} or later.`,
    );
  }
}

/** Refuses a server on which a retried insert would be counted twice. */
export async function checkDeduplication(connection: Connection, topology: Topology): Promise<void> {
  await checkSettings(connection);
  await checkWindows(connection, topology);
}

async function checkSettings(connection: Connection): Promise<void> {
  const names = Object.keys(INSERT_SETTINGS);
  const [row] = await connection.read(
    `SELECT ${names.map((name) => `toUInt8(getSetting('${name}')) AS ${name}`).join(", ")}`,
    {},
    INSERT_SETTINGS,
  );
  const wrong = Object.entries(INSERT_SETTINGS).filter(([name, value]) => row?.[name] !== value);
  if (wrong.length === 0) return;
  const wanted = wrong.map(([name, value]) => `${name} = ${value}`).join(", ");
  throw new ClickHouseSetupError(
    `ClickHouse does not take ${wanted} from this user: remove the constraint from its profile, or set it there.`,
  );
}

async function checkWindows(connection: Connection, { cluster }: Topology): Promise<void> {
  const setting = cluster === undefined ? "non_replicated_deduplication_window" : "replicated_deduplication_window";
  const names = [CONSENT_EVENTS.name, "sessions", ...GOLD.map(({ name }) => name)];
  const rows = await connection.read(
    `SELECT name, toUInt64OrZero(extract(create_table_query, ' ${setting} = (\\\\d+)')) AS window
      FROM system.tables WHERE database = currentDatabase() AND name IN {names:Array(String)}`,
    { names },
  );
  const windows = new Map(rows.map((row) => [row.name, Number(row.window)]));
  const narrow = names.filter((name) => (windows.get(name) ?? 0) < DEDUPLICATION_WINDOW);
  if (narrow.length === 0) return;
  throw new ClickHouseSetupError(
    `Retried inserts would be counted twice. Run for ${narrow.join(", ")}: ALTER TABLE ... MODIFY SETTING ${setting} = ${DEDUPLICATION_WINDOW}; where such a table is missing, or stands on another kind of engine than CLICKHOUSE_CLUSTER says, restore it.`,
  );
}
