import { createDoor } from "../door.ts";
import type { AnalyticsQuestions, AnalyticsStore, QuestionName } from "../ports.ts";
import { readTouchedDays, refreshAgents } from "./clickhouse/agents.ts";
import { BEHAVIOUR_QUESTIONS } from "./clickhouse/behaviour-questions.ts";
import { checkDeduplication, checkVersion } from "./clickhouse/boot-check.ts";
import { type ClickHouseOptions, createConnection } from "./clickhouse/connection.ts";
import { CONSENT_QUESTIONS } from "./clickhouse/consent-questions.ts";
import { eraseUsers, putTombstones } from "./clickhouse/erased-users.ts";
import { EXPERIMENT_QUESTIONS } from "./clickhouse/experiment-question.ts";
import { expire } from "./clickhouse/expire.ts";
import { readDay } from "./clickhouse/export-day.ts";
import { checkCollection, writeDay } from "./clickhouse/export-object.ts";
import { refreshHistories } from "./clickhouse/histories.ts";
import { createLoader } from "./clickhouse/loader.ts";
import { createDatabase, migrate } from "./clickhouse/migrate.ts";
import { createMissingFinder } from "./clickhouse/missing.ts";
import type { Question, Questions } from "./clickhouse/question.ts";
import { RAW_QUESTIONS } from "./clickhouse/raw-questions.ts";
import { SESSION_RETENTION_DAYS } from "./clickhouse/schema/silver.ts";
import { SESSION_QUESTIONS } from "./clickhouse/session-questions.ts";
import { settleDay } from "./clickhouse/settle.ts";

export interface ClickHouseAnalyticsOptions extends ClickHouseOptions {
  /** Days that sessions are kept for, fixed when their table is made. @default 90 */
  readonly sessionRetentionDays?: number | undefined;
  /** Named collection by which the server writes exports to S3, under the keys of the objects. */
  readonly exportCollection?: string | undefined;
  /** What tombstones of erased users are made with. @default "" */
  readonly tombstoneKey?: string | undefined;
}

const QUESTIONS: Questions<QuestionName> = {
  ...CONSENT_QUESTIONS,
  ...BEHAVIOUR_QUESTIONS,
  ...EXPERIMENT_QUESTIONS,
  ...SESSION_QUESTIONS,
  ...RAW_QUESTIONS,
};

/**
 * Opens the analytics store in a ClickHouse database, bringing its tables up to date. Several processes may share it. A retry,
 * and a message that its queue delivers again, count once at once; an id that comes again later, at another time, is taken out
 * of the figures when its day is settled.
 * Rejects with `StorageUnavailableError` when the server does not answer, and with `ClickHouseSetupError` when it, or
 * the user, cannot be used as it is.
 */
export async function createClickHouseAnalytics(options: ClickHouseAnalyticsOptions): Promise<AnalyticsStore> {
  const connection = createConnection(options);
  const { cluster, sessionRetentionDays = SESSION_RETENTION_DAYS, exportCollection, tombstoneKey = "" } = options;
  const target = { cluster, sessionRetentionDays };
  try {
    await createDatabase(options, connection);
    await checkVersion(connection);
    await migrate(connection, target);
    await checkDeduplication(connection, target);
    if (exportCollection !== undefined) await checkCollection(connection, exportCollection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const door = createDoor("ClickHouse");
  const { load, loadSessions } = createLoader(connection, tombstoneKey);
  const find = createMissingFinder(connection, sessionRetentionDays, tombstoneKey);

  async function ask<Name extends QuestionName>(name: Name, given: AnalyticsQuestions[Name]["given"]) {
    const question: Question<AnalyticsQuestions[Name]["answer"]> = QUESTIONS[name](given);
    return question.ask(connection);
  }

  const stream: typeof connection.stream = async function* (...given) {
    await door.pass(async () => {});
    yield* connection.stream(...given);
  };
  let closing: Promise<void> | undefined;

  return {
    load: (objectKey, rows, options) => door.pass(() => load(objectKey, rows, options)),
    loadSessions: (batchKey, rows) => door.pass(() => loadSessions(batchKey, rows)),
    findMissing: (rows) => door.pass(() => find.events(rows)),
    findMissingSessions: (rows) => door.pass(() => find.sessions(rows)),
    refreshBots: () => door.pass(() => refreshAgents(connection)),
    refreshHistories: () => door.pass(() => refreshHistories(connection, target)),
    settleDay: (day) => door.pass(() => settleDay(connection, day, target)),
    readTouchedDays: (sinceMs) => door.pass(() => readTouchedDays(connection, sinceMs)),
    exportDay: (asked, signal) => readDay(stream, asked, signal),
    ...(exportCollection !== undefined && {
      exportDayTo: (asked, key) => door.pass(() => writeDay(connection, exportCollection, asked, key)),
    }),
    eraseUsers: (users) => door.pass(() => eraseUsers(connection, users, tombstoneKey, target)),
    keepOut: (tombstones) => door.pass(() => putTombstones(connection, tombstones)),
    expire: (retention, stopping) => door.pass(() => expire(connection, retention, stopping, target)),
    ask: (name, given) => door.pass(() => ask(name, given)),
    ping: () =>
      door.pass(async () => {
        await connection.ask("SELECT 1");
      }),
    close() {
      closing ??= door.close().then(() => connection.close());
      return closing;
    },
  };
}
