import type { TcfFileRepository, TcfFileRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["tcf_files"]]: Tables["tcf_files"][Name] };

const VALUES = ["object_key", "version", "etag", "fetched_at_ms", "ask_at_ms", "failures"] as const;

export function createTcfFileRepository(queries: Queries): TcfFileRepository {
  const all = prepare(() => queries.selectFrom("tcf_files").selectAll().orderBy("name"));
  const find = prepare<{ name: string }>((parameter) =>
    queries.selectFrom("tcf_files").selectAll().where("name", "=", parameter("name")),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("tcf_files")
      .values(toParameters(parameter, ["name", ...VALUES]))
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet(({ ref }) => ({
          object_key: ref("excluded.object_key"),
          version: ref("excluded.version"),
          etag: ref("excluded.etag"),
          fetched_at_ms: ref("excluded.fetched_at_ms"),
          ask_at_ms: ref("excluded.ask_at_ms"),
          failures: ref("excluded.failures"),
        })),
      ),
  );
  return {
    *all() {
      return (yield all.bind({})).map(toTcfFile);
    },
    *find(name) {
      const [row] = yield find.bind({ name });
      return row === undefined ? undefined : toTcfFile(row);
    },
    *put(row) {
      yield put.bind({
        name: row.name,
        object_key: row.objectKey,
        version: row.version,
        etag: row.etag,
        fetched_at_ms: row.fetchedAtMs,
        ask_at_ms: row.askAtMs,
        failures: row.failures,
      });
    },
  };
}

function toTcfFile(row: SqlRow): TcfFileRow {
  return {
    name: readText(row, "name"),
    objectKey: readTextOrNull(row, "object_key"),
    version: readIntegerOrNull(row, "version"),
    etag: readTextOrNull(row, "etag"),
    fetchedAtMs: readIntegerOrNull(row, "fetched_at_ms"),
    askAtMs: readInteger(row, "ask_at_ms"),
    failures: readInteger(row, "failures"),
  };
}
