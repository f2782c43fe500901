import { beforeAll, describe, expect, test } from "vitest";
import {
  type Chosen,
  type Dashboard,
  expandQuestion,
  listPanels,
  readGrafanaFile,
  readGrants,
} from "../../../../test/clickhouse/grafana-dashboard.ts";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createVaultApp, type VaultApp } from "../../../../test/vault-app.ts";
import { VARIABLES } from "../../../config-variables.ts";
import { createEventRow, createSessionRow, createTenantRow } from "../../contract/rows.ts";
import type { AnalyticsStore, ConsentEventRow, SessionRow } from "../../ports.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";

const dashboard = JSON.parse(readGrafanaFile("cookiehub.json")) as Dashboard;
const panels = listPanels(dashboard);
const clickhouse = useClickHouse();
// As the variable of that name is written in a dashboard.
const DATA_SOURCE = `$${"{datasource}"}`;

const FIRST_DAY = "2026-04-29";
const BOT_FILTER_FROM = "2026-05-01";
const CODES = ["shop0001", "shop0002"];
// In the middle of days: a dashboard counts those whole in which its period begins and ends.
const PERIOD = { from: `${FIRST_DAY}T13:00:00Z`, to: "2026-05-03T09:30:00Z" };
const ASKED = { from: FIRST_DAY, to: "2026-05-03" };
const EVERYTHING: Chosen = {
  ...PERIOD,
  ...{ code: "all", country: "all", bot_filter_from: BOT_FILTER_FROM, session_days: "36500" },
};
const SELECTIONS: readonly (readonly [string, Partial<Chosen>, object])[] = [
  ["everything", {}, { codes: CODES }],
  ["one tenant", { code: ["shop0001"] }, { codes: ["shop0001"] }],
  ["two tenants in a country", { code: CODES, country: ["DE"] }, { codes: CODES, country: "DE" }],
  [
    "a period of one day",
    { from: "2026-05-02T00:00:00Z", to: "2026-05-02T23:59:59Z" },
    { codes: CODES, from: "2026-05-02", to: "2026-05-02" },
  ],
  ["nobody, by a text that tries to be more", { code: ["' OR '1' = '1"] }, { codes: ["shop0003"] }],
];

let database = "";
let store: AnalyticsStore;
let app: VaultApp;

const toMs = (day: number, hour: number): number => Date.parse(FIRST_DAY) + day * 86_400_000 + hour * 3_600_000;
/** One of some, the same for the same number. */
const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length] as Item;

function createEvents(): ConsentEventRow[] {
  return Array.from({ length: 400 }, (_, index) =>
    createEventRow(`event-${index}`, {
      code: pick(CODES, Math.floor(index / 3)),
      // The last day lies behind the period.
      receivedAtMs: toMs(index % 6, index % 24),
      eventType: pick(["impression", "decision", "decision", "dialog_opened", "impression"] as const, index),
      userToken: `dev_${index % 37}`,
      country: pick(["DE", "DE", "US", "FR", ""], index * 7),
      device: pick(["mobile", "desktop", "tablet"], index * 5),
      path: pick(["/", "/shop"], index),
      source: pick(["", "eu", "aws"], index),
      categoriesDisclosed: ["analytics", "marketing"],
      categoriesConsented: pick([["analytics", "marketing"], [], ["marketing"], ["analytics", "marketing"]], index * 3),
    }),
  );
}

function createSessions(): SessionRow[] {
  return Array.from({ length: 1500 }, (_, index) =>
    createSessionRow(`request-${index}`, {
      code: pick(CODES, Math.floor(index / 5)),
      requestedAtMs: toMs(index % 6, index % 24),
      // One makes half of a code's day, and is excluded for it.
      userAgent: index % 7 < 4 ? "loud" : `agent-${index % 11}`,
      asnClass: pick(["isp", "isp", "hosting", "vpn", "business"] as const, index * 3),
      country: pick(["DE", "US", ""], index * 7),
      device: pick(["mobile", "desktop"], Math.floor(index / 2)),
      source: pick(["bunny", "cloudfront"], index),
    }),
  );
}

beforeAll(async () => {
  const options = clickhouse.createOptions();
  database = options.database;
  store = await createClickHouseAnalytics(options);
  for (const statement of readGrants()) {
    // The engine of the tests has one user, and makes no others.
    if (statement.startsWith("CREATE OR REPLACE VIEW")) await clickhouse.run(database, statement);
  }
  const events = createEvents();
  await store.load("one", events.slice(0, 250));
  // Some come again, with other times: what is settled counts once.
  await store.load("two", [
    ...events.slice(200),
    ...events.slice(0, 40).map((row) => ({ ...row, receivedAtMs: row.receivedAtMs + 3_600_000 })),
  ]);
  await store.loadSessions("three", createSessions());
  for (let day = 0; day < 7; day++) await store.settleDay(new Date(toMs(day, 0)).toISOString().slice(0, 10));
  await store.refreshBots();
  const tenants = [...CODES, "shop0003"].map((code) => createTenantRow({ tenantId: `t_${code}`, code }));
  app = await createVaultApp(store, { botFilterFrom: BOT_FILTER_FROM, tenants });
  return () => store.close();
}, 120_000);

type Rows = readonly Record<string, unknown>[];

function toQuestion(title: string, chosen: Partial<Chosen>): string {
  const found = panels.filter((panel) => panel.title === title && panel.type !== "stat");
  const sql = (found[0] ?? panels.find((panel) => panel.title === title))?.targets?.[0]?.rawSql;
  if (sql === undefined) throw new Error(`no panel is named ${title}`);
  const expanded = expandQuestion(sql, { ...EVERYTHING, ...chosen });
  expect(expanded).not.toContain("$");
  return expanded;
}

/** Rows of a panel; 64-bit numbers come as text here. */
async function ask(title: string, chosen: Partial<Chosen>): Promise<Rows> {
  return (await clickhouse.ask(database, toQuestion(title, chosen))).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (name === "time") return ["day", String(value).slice(0, 10)];
        return [name, typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value];
      }),
    ),
  );
}

/** An answer of the statistics API, as far as these tests look. */
interface Answer {
  readonly totals: Record<string, number>;
  readonly days: readonly (Record<string, number> & { readonly day: string })[];
  readonly categories: readonly { readonly category: string; readonly totals: Record<string, number> }[];
  readonly values: readonly { readonly value: string; readonly totals: Record<string, number> }[];
}

async function readApi(path: string, asked: object, more: object = {}): Promise<Answer> {
  const response = await app.post(path, { ...ASKED, ...asked, ...more });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

const round4 = (value: unknown): number => Math.round(Number(value) * 10_000) / 10_000;

describe.each(SELECTIONS)(
  "the dashboard for Grafana, with %s chosen, says what the statistics API says",
  (_, chosen, asked) => {
    test("of sessions, day by day and in all", async () => {
      const { totals, days } = await readApi("/sessions/overview", asked);
      expect(await ask("Sessions", chosen)).toEqual(
        days
          .filter((day) => day.all_sessions !== 0)
          .map(({ day, sessions, excluded_network, excluded_user_agent }) => ({
            ...{ day, counted: sessions, excluded_network, excluded_user_agent },
          })),
      );
      expect(await ask("Sessions that count", chosen)).toEqual([{ counted: totals.sessions }]);
    });

    test("of decisions and the consent rate", async () => {
      const { totals, days } = await readApi("/consent/status", asked);
      const withDecisions = days.filter(({ decisions }) => decisions !== 0);
      expect(await ask("Decisions by outcome", chosen)).toEqual(
        withDecisions.map(({ day, all_allowed, partial, all_denied }) => ({ day, all_allowed, partial, all_denied })),
      );
      const rates = await ask("Consent rate", chosen);
      expect(rates.map((row) => [row.day, round4(row.everything)])).toEqual(
        withDecisions.map(({ day, all_allowed_rate }) => [day, all_allowed_rate]),
      );
      expect(await ask("Decisions", chosen)).toEqual([{ decisions: totals.decisions }]);
    });

    test("of the funnel", async () => {
      const { totals } = await readApi("/consent/funnel", asked);
      const { impressions, dialogs_opened, decisions } = totals;
      expect(await ask("Funnel", chosen)).toEqual([{ impressions, dialogs_opened, decisions }]);
    });

    test("of categories", async () => {
      const { categories } = await readApi("/consent/categories", asked);
      const rows = await ask("Categories", chosen);
      expect(rows.map((row) => ({ ...row, consent_rate: round4(row.consent_rate) }))).toEqual(
        categories.map(({ category, totals }) => ({ category, ...totals })),
      );
    });

    test("of countries and devices", async () => {
      const countries = await readApi("/consent/dimensions", asked, { dimension: "country", limit: 20 });
      const rows = await ask("Top countries", chosen);
      expect(rows.map((row) => [row.country, row.decisions, round4(row.all_allowed_rate)])).toEqual(
        countries.values.map(({ value, totals }) => [value, totals.decisions, totals.all_allowed_rate]),
      );
      const devices = await readApi("/consent/dimensions", asked, { dimension: "device" });
      expect(await ask("Decisions by device", chosen)).toEqual(
        devices.values.map(({ value, totals }) => ({ device: value, decisions: totals.decisions })),
      );
      const sessions = await readApi("/sessions/timeline", asked, { dimension: "device" });
      expect(new Set(await ask("Sessions by device", chosen))).toEqual(
        new Set(sessions.values.map(({ value, totals }) => ({ device: value, sessions: totals.sessions }))),
      );
    });

    test("of changes of mind", async () => {
      const { days } = await readApi("/consent/churn", asked);
      const expected = days.flatMap(({ day, directions }) =>
        (directions as unknown as { before: string; after: string; changes: number }[])
          .filter(({ changes }) => changes > 0)
          .map(({ before, after, changes }) => ({ day, direction: `${before} to ${after}`, changes })),
      );
      expect(new Set(await ask("Changes of mind", chosen))).toEqual(new Set(expected));
    });

    test("of what came, by source; and no drift, since its days are settled", async () => {
      const funnel = await readApi("/consent/funnel", asked);
      const sessions = await readApi("/sessions/overview", asked);
      const rows = await ask("Rows by source", chosen);
      const sum = (kind: string) =>
        rows
          .filter(({ source }) => String(source).startsWith(kind))
          .reduce((all, { arrived }) => all + Number(arrived), 0);
      const { impressions = 0, dialogs_opened = 0, decisions = 0 } = funnel.totals;
      expect([sum("events: "), sum("sessions: ")]).toEqual([
        impressions + dialogs_opened + decisions,
        sessions.totals.all_sessions,
      ]);
      for (const row of await ask("Drift of gold from silver", chosen))
        expect(row).toMatchObject({ events: 0, sessions: 0 });
    });
  },
);

describe("the dashboard for Grafana", () => {
  test("has figures that differ from one another in the tests above", async () => {
    const [sessions] = await ask("Sessions", { from: "2026-05-02T00:00:00Z", to: "2026-05-02T01:00:00Z" });
    for (const value of Object.values(sessions ?? {})) expect(value).not.toBe(0);
    expect((await ask("Changes of mind", {})).length).toBeGreaterThan(3);
    expect((await ask("Rows by source", {})).map(({ source }) => source)).toEqual(
      expect.arrayContaining(["events: this server", "events: eu", "sessions: bunny", "sessions: cloudfront"]),
    );
  });

  test("tells a day that is wrong until it is settled", async () => {
    const day = "2026-06-01";
    const row = createEventRow("late", { receivedAtMs: Date.parse(day) + 7_200_000 });
    await store.load("later", [row]);
    await store.load("earlier", [{ ...row, receivedAtMs: Date.parse(day) + 3_600_000 }]);
    const chosen = { from: `${day}T00:00:00Z`, to: `${day}T12:00:00Z` };
    // The row that comes too late is in silver, too, until it is taken out.
    expect(await ask("Rows by source", chosen)).toMatchObject([{ arrived: 2 }]);
    await store.settleDay(day);
    expect(await ask("Rows by source", chosen)).toMatchObject([{ arrived: 1 }]);
    await clickhouse.run(database, `ALTER TABLE consent_funnel_daily DROP PARTITION '${day}'`);
    expect(await ask("Drift of gold from silver", chosen)).toMatchObject([{ events: -1 }]);
    expect(await store.settleDay(day)).toHaveLength(1);
    expect(await ask("Drift of gold from silver", chosen)).toMatchObject([{ events: 0 }]);
  });

  test("says when something was loaded last, and nothing of a tenant to whom nothing came", async () => {
    const [all] = await ask("Newest event and load", {});
    const seconds = [all?.sessions, all?.load].map((value) => Math.abs(Date.now() - Number(value)) / 1000);
    for (const age of seconds) expect(age).toBeLessThan(300);
    expect(Number(all?.event)).toBeGreaterThan(toMs(5, 0));
    expect(await ask("Newest event and load", { code: ["nobody00"] })).toMatchObject([{ event: null, sessions: null }]);
  });

  test("offers the tenants and countries that have figures in the period", async () => {
    const offer = async (name: string, chosen: Partial<Chosen>) => {
      const variable = dashboard.templating.list.find((one) => one.name === name);
      const sql = expandQuestion(variable?.query ?? "", { ...EVERYTHING, ...chosen });
      return (await clickhouse.ask(database, sql)).flatMap((row) => Object.values(row));
    };
    expect(await offer("code", {})).toEqual(CODES);
    expect(await offer("code", { from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" })).toEqual([]);
    expect(await offer("country", { code: ["shop0001"] })).toEqual(["DE", "FR", "US"]);
  });

  test("begins with the days from which bots are excluded unless the server is told otherwise", () => {
    const variable = dashboard.templating.list.find(({ name }) => name === "bot_filter_from");
    expect(variable?.query).toBe(VARIABLES.BOT_FILTER_CUTOVER.schema.parse(undefined));
  });

  test("asks the data source that its reader chooses, and lays no panel over another", () => {
    for (const { datasource, targets } of panels) {
      expect(datasource).toEqual({ type: "grafana-clickhouse-datasource", uid: DATA_SOURCE });
      expect(targets).toHaveLength(1);
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test("reads what its user is granted, and no column that tells visitors apart", async () => {
    const used = new Map<string, Set<string>>();
    const questions = [...panels.map(({ targets }) => targets?.[0]?.rawSql ?? ""), ...listQueries()];
    for (const sql of questions) {
      for (const [table, column] of await listColumns(
        expandQuestion(sql, { ...EVERYTHING, code: CODES, country: ["DE"] }),
      ))
        used.set(table, (used.get(table) ?? new Set()).add(column));
    }
    const granted = readGranted();
    expect([...used.keys()].toSorted()).toEqual([...granted.keys()].toSorted());
    for (const [table, columns] of used) {
      const own = granted.get(table);
      if (own !== "all") expect([...columns].toSorted(), table).toEqual([...(own ?? [])].toSorted());
    }
    for (const table of ["consent_events", "sessions", "recent_consent_events", "loaded_objects"])
      expect(granted.get(table)).not.toBe("all");
  });
});

function listQueries(): string[] {
  return dashboard.templating.list.filter(({ type }) => type === "query").map(({ query }) => query);
}

/** Tables and columns that a question reads, as the engine understands it. */
async function listColumns(sql: string): Promise<readonly (readonly [string, string])[]> {
  const rows = await clickhouse.ask(database, `EXPLAIN QUERY TREE ${sql}`);
  const lines = rows.map((row) => String(Object.values(row)[0]));
  const tables = new Map<string, string>();
  for (const line of lines) {
    const [, id, table] = /TABLE id: (\d+),.* table_name: \w+\.(\w+)/.exec(line) ?? [];
    if (id && table) tables.set(id, table);
  }
  return lines.flatMap((line): (readonly [string, string])[] => {
    const [, column = "", id = ""] = /COLUMN id: \d+, column_name: (\w+), .*source_id: (\d+)/.exec(line) ?? [];
    const table = tables.get(id);
    return table === undefined ? [] : [[table, column]];
  });
}

function readGranted(): Map<string, "all" | readonly string[]> {
  const granted = new Map<string, "all" | readonly string[]>();
  for (const statement of readGrants()) {
    const [, columns, table = ""] = /^GRANT SELECT(?:\(([\w, ]+)\))? ON (\w+) TO grafana$/.exec(statement) ?? [];
    if (table !== "") granted.set(table, columns === undefined ? "all" : columns.split(", "));
  }
  return granted;
}
