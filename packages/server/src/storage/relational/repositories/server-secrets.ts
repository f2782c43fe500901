import type { ServerSecretRepository } from "../../ports.ts";
import { readText } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";

export function createServerSecretRepository(queries: Queries): ServerSecretRepository {
  const find = prepare<{ name: string }>((parameter) =>
    queries.selectFrom("server_secrets").select("secret").where("name", "=", parameter("name")),
  );
  const add = prepare<{ name: string; secret: string }>((parameter) =>
    queries
      .insertInto("server_secrets")
      .values(toParameters(parameter, ["name", "secret"]))
      .onConflict((conflict) => conflict.column("name").doNothing()),
  );

  return {
    *find(name) {
      const [row] = yield find.bind({ name });
      return row === undefined ? undefined : readText(row, "secret");
    },
    *add(name, secret) {
      yield add.bind({ name, secret });
    },
  };
}
