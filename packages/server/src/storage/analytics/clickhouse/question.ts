import type { AnalyticsQuestions, QuestionName } from "../../ports.ts";
import type { Connection, Values } from "./connection.ts";
import { type Decoders, decodeRows } from "./decode.ts";

/** A question of the port in the words of the engine. */
export interface Question<Answer> {
  ask(connection: Pick<Connection, "ask">): Promise<Answer>;
}

/** How each question of some is asked. */
export type Questions<Names extends QuestionName> = {
  readonly [Name in Names]: (given: AnalyticsQuestions[Name]["given"]) => Question<AnalyticsQuestions[Name]["answer"]>;
};

/** A question whose answer is its rows. */
export function toRows<Row>(sql: string, values: Values, decoders: Decoders<Row>): Question<readonly Row[]> {
  return { ask: async (connection) => decodeRows(await connection.ask(sql, values), decoders) };
}

/**
 * The same of rollups. A period has a partition for each of its days, all of them small: reading their columns in two steps, or
 * by other threads, costs more than it saves.
 */
export function toGoldRows<Row>(sql: string, values: Values, decoders: Decoders<Row>): Question<readonly Row[]> {
  return toRows(
    `${sql} SETTINGS optimize_move_to_prewhere = 0, local_filesystem_read_method = 'pread'`,
    values,
    decoders,
  );
}
