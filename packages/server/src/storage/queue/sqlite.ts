import { StorageUnavailableError } from "../errors.ts";
import type { EventQueue, QueueMessage } from "../ports.ts";
import { closeSqlite, openSqlite, type SqliteOptions } from "../sqlite/connection.ts";
import { toStorageError } from "../sqlite/errors.ts";
import { createGroupCommit } from "../sqlite/group-commit.ts";
import { applySchemaSteps } from "../sqlite/schema-steps.ts";

export interface SqliteQueueOptions extends Omit<SqliteOptions, "readonly"> {
  readonly now?: (() => number) | undefined;
}

const STEPS = [
  `CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    visible_at_ms INTEGER NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX messages_by_visibility ON messages (visible_at_ms, id);`,
];

const SEND = "INSERT INTO messages (body, received_at_ms, visible_at_ms) VALUES (?, ?, ?)";
const RECEIVE = `UPDATE messages SET visible_at_ms = ?, deliveries = deliveries + 1
  WHERE id IN (SELECT id FROM messages WHERE visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?)
  RETURNING id, deliveries, body, received_at_ms`;
// A receipt of an earlier delivery must not take the message away from whoever has it now.
const REMOVE = "DELETE FROM messages WHERE id = ? AND deliveries = ?";
const RETURN_ALL = "UPDATE messages SET visible_at_ms = received_at_ms WHERE visible_at_ms > received_at_ms";
const DEPTH = "SELECT count(*) AS depth FROM messages";

interface Delivery {
  readonly id: number;
  readonly deliveries: number;
  readonly body: string;
  readonly received_at_ms: number;
}

/** Opens the queue in its own SQLite file; messages of one event-loop turn share one durable commit. */
export async function createSqliteQueue(options: SqliteQueueOptions): Promise<EventQueue> {
  const { now = Date.now } = options;
  const { database, commits, statements } = openQueue(options);
  const listeners = new Set<() => void>();
  let isWakePending = false;

  /** Wakes once for all that one turn sent, away from the senders: a faulty listener must not fail them. */
  function wake(): void {
    if (isWakePending || listeners.size === 0) return;
    isWakePending = true;
    setImmediate(() => {
      isWakePending = false;
      for (const listener of [...listeners]) listener();
    });
  }

  return {
    async send(bodies) {
      if (bodies.length === 0) return;
      const nowMs = now();
      await commits.run(() => {
        for (const body of bodies) statements.send.run(body, nowMs, nowMs);
      });
      wake();
    },
    async receive(limit, visibilityMs) {
      const nowMs = now();
      const deliveries = await commits.run(() => statements.receive.all(nowMs + visibilityMs, nowMs, limit));
      return deliveries.sort((one, other) => one.id - other.id).map(toMessage);
    },
    async remove(receipts) {
      if (receipts.length === 0) return;
      await commits.run(() => {
        for (const [id, delivery] of receipts.flatMap(fromReceipt)) statements.remove.run(id, delivery);
      });
    },
    async depth() {
      try {
        return statements.depth.get()?.depth ?? 0;
      } catch (error) {
        throw toStorageError(error);
      }
    },
    onAvailable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ping() {
      if (!database.open) throw new StorageUnavailableError("queue: closed");
    },
    async close() {
      await commits.end();
      closeSqlite(database);
    },
  };
}

function openQueue(options: SqliteQueueOptions) {
  const database = openSqlite(options);
  try {
    applySchemaSteps(database, STEPS);
    // Whoever held a delivery has ended: this file has one process, and waiting for the visibility helps nobody.
    database.exec(RETURN_ALL);
    const statements = {
      send: database.prepare<[string, number, number]>(SEND),
      receive: database.prepare<[number, number, number], Delivery>(RECEIVE),
      remove: database.prepare<[number, number]>(REMOVE),
      depth: database.prepare<[], { depth: number }>(DEPTH),
    };
    return { database, statements, commits: createGroupCommit(database) };
  } catch (error) {
    closeSqlite(database);
    throw error;
  }
}

function toMessage(delivery: Delivery): QueueMessage {
  return {
    receipt: `${delivery.id}.${delivery.deliveries}`,
    body: delivery.body,
    receivedAtMs: delivery.received_at_ms,
  };
}

/** Answers the message and its delivery, or nothing for a text that is no receipt: removing it removes nothing. */
function fromReceipt(receipt: string): [number, number][] {
  const parts = /^(\d{1,15})\.(\d{1,15})$/.exec(receipt);
  return parts === null ? [] : [[Number(parts[1]), Number(parts[2])]];
}
