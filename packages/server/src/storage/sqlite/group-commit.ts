import { StorageUnavailableError } from "../errors.ts";
import type { Database } from "./connection.ts";
import { toStorageError } from "./errors.ts";

export interface GroupCommit {
  /**
   * Runs synchronous work in the transaction of this event-loop turn. Resolves once it is durable; rejects, with
   * nothing of it kept, when the work throws or the engine cannot commit. The work may run twice: it must have no
   * effects but on the database.
   */
  run<Answer>(work: () => Answer): Promise<Answer>;
  /** Refuses new work; resolves when all that was taken is settled. */
  end(): Promise<void>;
}

/** One piece of work on its way. `start` runs it and answers how to acknowledge it. */
interface Job {
  readonly start: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** How many pieces of work share one commit: bounds how long the thread is kept from other requests. */
const GROUP_MAX = 500;

/**
 * Shares one `BEGIN IMMEDIATE ... COMMIT`, and so one fsync, between all work handed over in one event-loop turn
 * (measured: 121 us against 363 us CPU per write). Hardly ever does a piece throw, and a savepoint for each costs a copy
 * of every page it writes (measured: 40 us): so a group runs without them, and where a piece throws, again with them, so
 * that this one rolls back alone.
 * Invariant: a group runs without giving up the thread, so nobody on this connection ever sees an open transaction.
 */
export function createGroupCommit(database: Database, groupMax: number = GROUP_MAX): GroupCommit {
  const runGroup = createGroupRunner(database);
  let waiting: Job[] = [];
  let isScheduled = false;
  let isEnded = false;
  let onIdle: (() => void) | undefined;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    isScheduled = false;
    const group = waiting.slice(0, groupMax);
    waiting = waiting.slice(groupMax);
    runGroup(group);
    if (waiting.length > 0) schedule();
    else onIdle?.();
  }

  return {
    run<Answer>(work: () => Answer): Promise<Answer> {
      if (isEnded) return Promise.reject(new StorageUnavailableError("database: closed"));
      return new Promise<Answer>((resolve, reject) => {
        waiting.push({
          start: () => {
            const answer = work();
            return () => resolve(answer);
          },
          reject,
        });
        schedule();
      });
    },
    end(): Promise<void> {
      isEnded = true;
      if (waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        onIdle = resolve;
      });
    },
  };
}

function createGroupRunner(database: Database): (group: readonly Job[]) => void {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  const save = database.prepare("SAVEPOINT work");
  const release = database.prepare("RELEASE work");
  const undo = database.prepare("ROLLBACK TO work");

  /** Runs one job in its savepoint; answers how to acknowledge it, or nothing when it was rejected alone. */
  function runJob(job: Job): (() => void) | undefined {
    save.run();
    try {
      const acknowledge = job.start();
      release.run();
      return acknowledge;
    } catch (error) {
      // A full disk or an I/O error may make the engine drop the whole transaction, neighbours included.
      if (!database.inTransaction) throw error;
      undo.run();
      release.run();
      job.reject(toStorageError(error));
      return undefined;
    }
  }

  /** Takes back the open transaction. An engine that cannot do even that is closed: better unavailable than unsure. */
  function abandon(): void {
    try {
      if (database.open && database.inTransaction) rollback.run();
    } catch {
      database.close();
    }
  }

  /** Runs a group whose pieces do not throw; answers nothing, with nothing kept, when one did. */
  function runPlainly(group: readonly Job[]): (() => void)[] | undefined {
    const acknowledgements: (() => void)[] = [];
    begin.run();
    try {
      for (const job of group) acknowledgements.push(job.start());
    } catch {
      // Whatever it was, it comes again, and is then told to whom it concerns.
      abandon();
      return undefined;
    }
    // A commit that fails is never tried again: whether it reached the disk is not known.
    commit.run();
    return acknowledgements;
  }

  function runApart(group: readonly Job[]): (() => void)[] {
    begin.run();
    const acknowledgements = group.map(runJob).filter((acknowledge) => acknowledge !== undefined);
    commit.run();
    return acknowledgements;
  }

  return function runGroup(group) {
    let acknowledgements: (() => void)[];
    try {
      acknowledgements = runPlainly(group) ?? runApart(group);
    } catch (error) {
      const reason = toGroupError(error);
      abandon();
      // Rejecting a job that was already rejected alone changes nothing.
      for (const job of group) job.reject(reason);
      return;
    }
    for (const acknowledge of acknowledgements) acknowledge();
  };
}

/** What fails a whole group is never the fault of one piece of work: whoever waits may try again. */
function toGroupError(error: unknown): StorageUnavailableError {
  const reason = toStorageError(error);
  if (reason instanceof StorageUnavailableError) return reason;
  return new StorageUnavailableError("database: the transaction could not be committed", { cause: error });
}
