import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../../examples/clickhouse/grafana/", import.meta.url);

/** What somebody chose at the top of the dashboard. */
export interface Chosen {
  readonly from: string;
  readonly to: string;
  /** `"all"`: as Grafana's own choice of everything. */
  readonly code: "all" | readonly string[];
  readonly country: "all" | readonly string[];
  readonly bot_filter_from: string;
  readonly session_days: string;
}

export interface Panel {
  readonly title: string;
  readonly type: string;
  readonly panels?: readonly Panel[];
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly rawSql: string; readonly format: number }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
}

export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

export function readGrafanaFile(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/** The statements of `grants.sql`, without comments. */
export function readGrants(): readonly string[] {
  return readGrafanaFile("grants.sql")
    .replaceAll(/^--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/** Every panel that asks something, also those of rows that are closed. */
export function listPanels({ panels }: Pick<Dashboard, "panels">): readonly Panel[] {
  return panels.flatMap((panel) => (panel.type === "row" ? listPanels({ panels: panel.panels ?? [] }) : [panel]));
}

/** Makes of a question what Grafana and its ClickHouse plugin send: first whether all is chosen, then variables, then times. */
export function expandQuestion(sql: string, chosen: Chosen): string {
  const values: Readonly<Record<string, string | readonly string[]>> = { ...chosen };
  const conditional = /\$__conditionalAll\(((?:[^()]|\([^()]*\))*), \$(\w+)\)/g;
  return sql
    .replaceAll(conditional, (_, condition: string, name: string) => (values[name] === "all" ? "1=1" : condition))
    .replaceAll(/\$\{(\w+):sqlstring\}/g, (_, name: string) => [values[name] ?? []].flat().map(toSqlString).join(","))
    .replaceAll("$__fromTime", `toDateTime(${Date.parse(chosen.from) / 1000})`)
    .replaceAll("$__toTime", `toDateTime(${Date.parse(chosen.to) / 1000})`);
}

// As Grafana formats `:sqlstring`.
function toSqlString(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('"', '\\"')}'`;
}
