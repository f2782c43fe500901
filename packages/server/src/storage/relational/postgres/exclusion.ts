import type { Client } from "pg";
import type { RelationalStore } from "../../ports.ts";
import { toUnavailable } from "./errors.ts";
import { toLockKey } from "./locks.ts";

export interface Exclusion {
  readonly exclusively: RelationalStore["exclusively"];
  close(): Promise<void>;
}

interface Session {
  readonly client: Client;
  /** Runs statements of several works one after the other. */
  ask(sql: string, key: bigint): Promise<unknown>;
}

/**
 * Keeps work of one name apart, in this process and in others, by session locks on one connection of its own: work
 * that waits for the pool never holds what the pool is made of. A connection that breaks ends its holds, and the next
 * call opens another.
 */
export function createExclusion(connect: () => Promise<Client>): Exclusion {
  const running = new Set<string>();
  let opening: Promise<Session> | undefined;
  let isClosed = false;

  function findSession(): Promise<Session> {
    if (opening !== undefined) return opening;
    const started = connect().then((client) => {
      client.once("end", () => forget(started));
      return createSession(client);
    });
    started.catch(() => forget(started));
    opening = started;
    return started;
  }

  function forget(session: Promise<Session>): void {
    if (opening === session) opening = undefined;
  }

  /** Takes the lock; answers how to give it back, or nothing when another has it. */
  async function take(key: bigint): Promise<(() => Promise<void>) | undefined> {
    const asked = findSession();
    try {
      const session = await asked;
      if ((await session.ask("SELECT pg_try_advisory_lock($1) AS answer", key)) !== true) return undefined;
      // A connection that cannot give the lock back must not keep it.
      return () =>
        session.ask("SELECT pg_advisory_unlock($1) AS answer", key).then(
          () => {},
          () => drop(asked),
        );
    } catch (error) {
      drop(asked);
      throw toUnavailable(error);
    }
  }

  // Nobody waits for the farewell of a connection that may be dead.
  function drop(session: Promise<Session>): void {
    forget(session);
    session.then(({ client }) => client.end()).catch(() => {});
  }

  return {
    async exclusively(name, work) {
      if (isClosed) throw toUnavailable(new Error("closed"));
      if (running.has(name)) return undefined;
      running.add(name);
      try {
        const release = await take(toLockKey("work", name));
        if (release === undefined) return undefined;
        try {
          return await work();
        } finally {
          await release();
        }
      } finally {
        running.delete(name);
      }
    },
    async close() {
      isClosed = true;
      await opening?.then(({ client }) => client.end()).catch(() => {});
    },
  };
}

function createSession(client: Client): Session {
  let last: Promise<unknown> = Promise.resolve();
  return {
    client,
    ask(sql, key) {
      const answer = last.then(async () => (await client.query<{ answer: unknown }>(sql, [key])).rows[0]?.answer);
      last = answer.catch(() => {});
      return answer;
    },
  };
}
