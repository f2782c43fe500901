import type { Database } from "../sqlite/connection.ts";
import { BOT_SESSIONS_MIN, BOT_SHARE, NETWORKS_EXCLUDED } from "./bots.ts";
import { DAY_MS } from "./day.ts";
import { SESSION_CELLS } from "./session-gold.ts";

interface CodeDay {
  readonly code: string;
  readonly day: string;
}

interface AgentDay {
  readonly agent: number;
  readonly has_news: number;
}

/** Creates what keeps the figures of excluded user agents exact; all days that sessions came to, in one transaction. */
export function createBotRefresh(database: Database): () => number {
  const readTouched = database.prepare<[], CodeDay>("SELECT code, day FROM touched_days");
  const clearTouched = database.prepare("DELETE FROM touched_days");
  const readTotal = database
    .prepare<[CodeDay], number | null>("SELECT sum(sessions) FROM agent_days WHERE code = @code AND day = @day")
    .pluck();
  const readMuch = database.prepare<[CodeDay & { total: number; share: number }], AgentDay>(
    `SELECT agent, has_news FROM agent_days
      WHERE code = @code AND day = @day AND CAST(sessions AS REAL) / @total >= @share ORDER BY agent`,
  );
  const readFlagged = database
    .prepare<[CodeDay], number>("SELECT agent FROM flagged_agents WHERE code = @code AND day = @day ORDER BY agent")
    .pluck();
  const flag = prepareFlags(database);
  const exclude = prepareExclusion(database);

  function refresh(on: CodeDay): boolean {
    const total = readTotal.get(on) ?? 0;
    const much = total < BOT_SESSIONS_MIN ? [] : readMuch.all({ ...on, total, share: BOT_SHARE });
    const agents = much.map((agentDay) => agentDay.agent);
    const isSame = String(agents) === String(readFlagged.all(on));
    if (isSame && much.every((agentDay) => agentDay.has_news === 0)) return false;
    flag(on, agents);
    return exclude(on);
  }
  const transaction = database.transaction(() => {
    const touched = readTouched.all();
    const changed = touched.filter(refresh);
    clearTouched.run();
    return changed.length;
  });
  return () => transaction.immediate();
}

function prepareFlags(database: Database): (on: CodeDay, agents: readonly number[]) => void {
  const clear = database.prepare<[CodeDay]>("DELETE FROM flagged_agents WHERE code = @code AND day = @day");
  const add = database.prepare<[CodeDay & { agent: number }]>(
    "INSERT INTO flagged_agents (code, day, agent) VALUES (@code, @day, @agent)",
  );
  const setSeen = database.prepare<[CodeDay & { agent: number }]>(
    "UPDATE agent_days SET has_news = 0 WHERE code = @code AND day = @day AND agent = @agent",
  );
  return (on, agents) => {
    clear.run(on);
    for (const agent of agents) {
      add.run({ ...on, agent });
      setSeen.run({ ...on, agent });
    }
  };
}

const PAGES_OF_DAY = "FROM sessions_agents_daily WHERE code = @code AND day = @day";
const PLACES_OF_DAY = `FROM sessions_agents_place_daily
  WHERE place IN (SELECT place FROM places WHERE code = @code) AND day = @day`;

/** Prepares the rebuilding of one day from silver; says whether anything came out otherwise than it stood. */
function prepareExclusion(database: Database): (on: CodeDay) => boolean {
  type Values = CodeDay & { fromMs: number; beforeMs: number };
  const networks = [...NETWORKS_EXCLUDED].map((network) => `'${network}'`).join(", ");
  const flagged = `FROM sessions INDEXED BY sessions_by_agent
    WHERE code = @code AND agent IN (SELECT agent FROM flagged_agents WHERE code = @code AND day = @day)
      AND requested_at_ms >= @fromMs AND requested_at_ms < @beforeMs AND asn_class NOT IN (${networks})`;
  const rebuild = [
    `DELETE ${PAGES_OF_DAY}`,
    `INSERT INTO sessions_agents_daily (code, day, hostname, path, country, excluded_by_agent)
      SELECT code, @day, hostname, path, country, count(*) ${flagged} GROUP BY hostname, path, country`,
    `DELETE ${PLACES_OF_DAY}`,
    `INSERT INTO sessions_agents_place_daily (place, day, excluded_by_agent, by_client)
      SELECT place, @day, sum(excluded),
        json_group_object(client, json_array(${SESSION_CELLS.excludedByAgent}, excluded) ORDER BY client)
      FROM (
        SELECT code, hostname, country, client, count(*) AS excluded ${flagged} GROUP BY hostname, country, client
      ) JOIN places USING (code, hostname, country) GROUP BY place`,
  ].map((sql) => database.prepare<[Values]>(sql));
  // In the order of their keys, so that equal figures are equal texts.
  const reads = [
    `SELECT * ${PAGES_OF_DAY} ORDER BY hostname, path, country`,
    `SELECT * ${PLACES_OF_DAY} ORDER BY place`,
  ].map((sql) => database.prepare<[CodeDay], unknown[]>(sql).raw());
  const readFigures = (on: CodeDay): string => JSON.stringify(reads.map((read) => read.all(on)));
  return ({ code, day }) => {
    const before = readFigures({ code, day });
    const fromMs = Date.parse(day);
    for (const statement of rebuild) statement.run({ code, day, fromMs, beforeMs: fromMs + DAY_MS });
    return readFigures({ code, day }) !== before;
  };
}
