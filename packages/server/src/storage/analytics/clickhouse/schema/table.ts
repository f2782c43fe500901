/** Where tables stand: on one server, or on every replica of a cluster's shard. */
export interface Topology {
  readonly cluster?: string | undefined;
}

/** One table, whatever it stands on. */
export interface TableDescription {
  readonly name: string;
  /** Names, types and codecs, and what else stands between the brackets. */
  readonly columns: readonly string[];
  /** `MergeTree`, or a kind of it with its arguments. */
  readonly engine: string;
  readonly partitionBy?: string;
  readonly orderBy: readonly string[];
  readonly ttl?: string;
  readonly settings?: readonly string[];
  /** Whether a block that comes again under its token has to be known: silver, and all that views fill from it. */
  readonly isDeduplicated?: boolean;
}

/** How many of the last inserts a table knows again. A retry comes long before as many others. */
export const DEDUPLICATION_WINDOW = 10_000;
// A replica forgets by age too, after an hour if nobody says otherwise; an object may wait longer for its next try.
const DEDUPLICATION_SECONDS = 604_800;

/** The statement that makes a table where it is missing. */
export function renderTable(table: TableDescription, topology: Topology): string {
  const settings = [...(table.settings ?? []), ...(table.isDeduplicated ? renderWindow(topology) : [])];
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name}${renderCluster(topology)} (\n  ${table.columns.join(",\n  ")}\n)`,
    `ENGINE = ${renderEngine(table.engine, topology)}`,
    ...(table.partitionBy ? [`PARTITION BY ${table.partitionBy}`] : []),
    `ORDER BY (${table.orderBy.join(", ")})`,
    ...(table.ttl ? [`TTL ${table.ttl}`] : []),
    ...(settings.length > 0 ? [`SETTINGS ${settings.join(", ")}`] : []),
  ].join("\n");
}

/** The statement that makes a view which adds to a table what is inserted into the tables of `select`. */
export function renderView(table: string, select: string, topology: Topology): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_view${renderCluster(topology)} TO ${table} AS ${select}`;
}

/** What a statement that changes tables says of a cluster, behind their name. */
export function renderCluster({ cluster }: Topology): string {
  return cluster === undefined ? "" : ` ON CLUSTER ${toIdentifier(cluster)}`;
}

/** Quotes a name that comes from the configuration. */
export function toIdentifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function renderEngine(engine: string, { cluster }: Topology): string {
  // Path and replica are the server's own defaults: they hold the table's id, and nothing has to be agreed on.
  return cluster === undefined ? engine : `Replicated${engine}`;
}

function renderWindow({ cluster }: Topology): string[] {
  if (cluster === undefined) return [`non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`];
  return [
    `replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`,
    `replicated_deduplication_window_seconds = ${DEDUPLICATION_SECONDS}`,
  ];
}
