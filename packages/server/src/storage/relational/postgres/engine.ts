import type { Pool, PoolClient } from "pg";
import { StorageUnavailableError } from "../../errors.ts";
import type { SqlRow, Statement, Unit } from "../../unit.ts";
import { isConnectionSpent, isReadOnly, StatementFault, toStorageError, toUnavailable } from "./errors.ts";

export interface Engine {
  transaction<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
  read<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
}

const WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** How often a unit is started again before its fault is the caller's: each bound by what is in the way. */
const RETRIES_MAX: Readonly<Record<StatementFault["kind"], number>> = {
  retry: 5,
  race: 2,
  stale: 2,
  unavailable: 0,
  other: 0,
};

/** Runs units on the connections of a pool. */
export function createEngine(pool: Pool, waitersMax: number): Engine {
  const run = createRunner();
  // First statements of reading units that went on to a second one.
  const longReads = new Set<string>();

  async function onClient<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    const client = await takeClient(pool, waitersMax);
    let answer: Answer;
    try {
      answer = await work(client);
    } catch (error) {
      client.release(!(await isKept(client, error)));
      throw error;
    }
    client.release();
    return answer;
  }

  async function drive<Answer>(client: PoolClient, unit: Unit<Answer>): Promise<Answer> {
    let step = unit.next();
    while (step.done !== true) step = unit.next(await run(client, step.value));
    return step.value;
  }

  async function inTransaction<Answer>(begin: string, unit: () => Unit<Answer>): Promise<Answer> {
    return onClient(async (client) => {
      // Nothing has happened yet, so a connection that broke while it lay idle costs nothing but another.
      await ask(client, begin).catch((error: unknown) => {
        throw isConnectionSpent(error) ? new StatementFault(error, "stale") : new StatementFault(error);
      });
      const answer = await drive(client, unit());
      await commit(client);
      return answer;
    });
  }

  /** Runs a unit that reads with one statement as it is, and any other in one transaction, so that it sees one state. */
  async function readOnce<Answer>(unit: () => Unit<Answer>): Promise<Answer> {
    const started = unit();
    const first = started.next();
    if (first.done === true) return first.value;
    if (!longReads.has(first.value.sql)) {
      const next = await onClient(async (client) => started.next(await run(client, first.value)));
      if (next.done === true) return next.value;
      longReads.add(first.value.sql);
    }
    return inTransaction(READ, unit);
  }

  return {
    transaction: (unit) => again(() => inTransaction(WRITE, unit)),
    read: (unit) => again(() => readOnce(unit).catch(toReadingFault)),
  };
}

/** Starts work again while its faults say that another run may pass, then says what they mean for the caller. */
async function again<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const counts: Record<StatementFault["kind"], number> = { retry: 0, race: 0, stale: 0, unavailable: 0, other: 0 };
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StatementFault)) throw error;
      if (counts[error.kind] >= RETRIES_MAX[error.kind]) throw toStorageError(error);
      counts[error.kind] += 1;
    }
  }
}

// What only reads can be asked again, whatever became of its connection.
function toReadingFault(error: unknown): never {
  if (!(error instanceof StatementFault)) throw error;
  if (isReadOnly(error.cause)) throw new TypeError("a unit that reads tried to write", { cause: error.cause });
  throw error.kind === "unavailable" && isConnectionSpent(error.cause)
    ? new StatementFault(error.cause, "stale")
    : error;
}

async function takeClient(pool: Pool, waitersMax: number): Promise<PoolClient> {
  if (pool.waitingCount >= waitersMax) {
    throw new StorageUnavailableError(`PostgreSQL: ${pool.waitingCount} units wait for a connection already`);
  }
  try {
    return await pool.connect();
  } catch (error) {
    throw toUnavailable(error);
  }
}

/** Takes back what was open; answers whether the connection is good for others. */
async function isKept(client: PoolClient, error: unknown): Promise<boolean> {
  if (error instanceof StatementFault && isConnectionSpent(error.cause)) return false;
  return ask(client, "ROLLBACK").then(
    () => true,
    () => false,
  );
}

// An answer that never came leaves open whether the unit was kept: the caller has to ask again under the same key.
async function commit(client: PoolClient): Promise<void> {
  const answered = await ask(client, "COMMIT").catch((error: unknown) => {
    throw new StatementFault(error);
  });
  if (answered !== "COMMIT") throw new StatementFault(new Error("the transaction was rolled back"), "unavailable");
}

async function ask(client: PoolClient, sql: string): Promise<string> {
  return (await client.query(sql)).command;
}

/** Statements are prepared under a name, so that a connection plans each of them once. */
function createRunner(): (client: PoolClient, statement: Statement) => Promise<readonly SqlRow[]> {
  const names = new Map<string, string>();

  function findName(sql: string): string {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = `cookiehub_${names.size}`;
    names.set(sql, name);
    return name;
  }

  return async (client, { sql, values }) => {
    try {
      return (await client.query<SqlRow>({ name: findName(sql), text: sql, values: [...values] })).rows;
    } catch (error) {
      throw new StatementFault(error);
    }
  };
}
