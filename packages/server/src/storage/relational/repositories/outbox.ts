import type { OutboxRepository } from "../../ports.ts";
import { readInteger, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";

export function createOutboxRepository(queries: Queries): OutboxRepository {
  const add = prepare<{ message: string }>((parameter) =>
    queries.insertInto("outbox").values({ message: parameter("message") }),
  );
  const take = prepare<{ limit: number }>((parameter) =>
    queries.selectFrom("outbox").selectAll().orderBy("position").limit(parameter("limit")),
  );
  const removeThrough = prepare<{ position: number }>((parameter) =>
    queries.deleteFrom("outbox").where("position", "<=", parameter("position")),
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
    *removeThrough(position) {
      yield removeThrough.bind({ position });
    },
  };
}
