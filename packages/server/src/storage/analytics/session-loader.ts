import type { SessionRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { prepareClients, prepareUserAgents } from "./dictionary.ts";
import { prepareKeyCheck, toKey } from "./keys.ts";
import { prepareIsOver } from "./left-out.ts";
import { prepareSessionGold } from "./session-gold.ts";
import { SESSION_COLUMNS, type SilverValue, toSilverValue } from "./silver-columns.ts";
import { createSilverLoad, type Load, type SilverTable } from "./silver-load.ts";

/** Creates the one writer of sessions and their gold. */
export function createSessionLoader(database: Database): Load<SessionRow> {
  const beginIsOver = prepareIsOver(database, "sessions");
  const beginLeftOut = () => {
    const isOver = beginIsOver();
    return (row: SessionRow) => isOver(row, row.requestedAtMs);
  };
  return createSilverLoad(
    database,
    "loaded_batches",
    prepareSessions(database),
    prepareSessionGold(database),
    beginLeftOut,
  );
}

type Id = [requestKey: number, code: string, requestId: string];
const toId = ({ code, requestId }: SessionRow): Id => [toKey(code, requestId), code, requestId];

function prepareSessions(database: Database): () => SilverTable<SessionRow> {
  const fields = Object.keys(SESSION_COLUMNS) as (keyof typeof SESSION_COLUMNS)[];
  const columns = [...Object.values(SESSION_COLUMNS), "client", "agent", "request_key"];
  const beginClients = prepareClients(database);
  const beginAgents = prepareUserAgents(database);
  const insert = database.prepare<[SilverValue[]]>(
    `INSERT INTO sessions (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  const known = "INDEXED BY sessions_by_id WHERE request_key = ? AND code = ? AND request_id = ?";
  const hasKey = prepareKeyCheck(database, "sessions", "request_key");
  const find = database.prepare<Id, number>(`SELECT 1 FROM sessions ${known}`).pluck();
  const selection = Object.entries(SESSION_COLUMNS).map(([field, column]) => `${column} AS ${field}`);
  const read = database.prepare<Id, SessionRow>(
    `SELECT ${selection.join(", ")}, device, os, browser, browser_context AS browserContext, user_agent AS userAgent
      FROM (SELECT * FROM sessions ${known}) JOIN clients USING (client) JOIN user_agents USING (agent)`,
  );
  const remove = database.prepare<Id>(`DELETE FROM sessions ${known}`);
  return () => {
    const toClient = beginClients();
    const toAgent = beginAgents();
    return {
      insert(row) {
        const id = toId(row);
        if (hasKey(id[0]) && find.get(...id) !== undefined) return false;
        const values = fields.map((field) => toSilverValue(row[field]));
        values.push(toClient(row.device, row.os, row.browser, row.browserContext), toAgent(row.userAgent), id[0]);
        insert.run(values);
        return true;
      },
      readSame(row) {
        const same = read.get(...toId(row));
        if (same === undefined) throw new TypeError(`not in silver: ${row.code} ${row.requestId}`);
        return same;
      },
      remove: (row) => void remove.run(...toId(row)),
      timeOf: (row) => row.requestedAtMs,
    };
  };
}
