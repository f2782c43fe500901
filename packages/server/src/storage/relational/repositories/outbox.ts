import type { OutboxRepository } from "../../ports.ts";
import { readInteger, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";

const SLOTS: readonly string[] = Array.from({ length: 100 }, (_, index) => `position${index}`);

export function createOutboxRepository(queries: Queries): OutboxRepository {
  const add = prepare<{ message: string }>((parameter) =>
    queries.insertInto("outbox").values({ message: parameter("message") }),
  );
  const take = prepare<{ limit: number }>((parameter) =>
    queries.selectFrom("outbox").selectAll().orderBy("position").limit(parameter("limit")),
  );
  const remove = prepare<Record<string, number>>((parameter) =>
    queries.deleteFrom("outbox").where("position", "in", SLOTS.map(parameter)),
  );

  return {
    *add(message) {
      yield add.bind({ message });
    },
    *take(limit) {
      return (yield take.bind({ limit })).map((row) => ({
        position: readInteger(row, "position"),
        message: readText(row, "message"),
      }));
    },
    *remove(positions) {
      for (let from = 0; from < positions.length; from += SLOTS.length) {
        const last = positions[positions.length - 1];
        // A last, shorter list repeats its end: one statement serves every length.
        yield remove.bind(Object.fromEntries(SLOTS.map((slot, index) => [slot, positions[from + index] ?? last ?? 0])));
      }
    },
  };
}
