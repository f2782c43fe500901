import { sql } from "kysely";
import { StorageConflictError } from "../../errors.ts";
import type { AuditLogRepository, CheckpointRow, LeafRow, LockRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readText } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Checkpoint = { [Name in keyof Tables["audit_checkpoints"]]: Tables["audit_checkpoints"][Name] };

const CHECKPOINT = ["tree_size", "root_hash", "note", "at_ms"] as const;
const SEQUENCE_LOCK = "audit-sequence";

export function createAuditLogRepository(queries: Queries, locks: LockRepository): AuditLogRepository {
  const { size, waiting, place, unwait } = prepareSequence(queries);
  const { leaves, placeOf } = prepareReads(queries);
  const checkpoints = prepareCheckpoints(queries);
  const { readFact, addFact, setFact } = prepareFacts(queries);

  return {
    *sequence(limit) {
      yield* locks.hold([SEQUENCE_LOCK]);
      const fromIndex = readCount(yield size.bind({}));
      yield place.bind({ fromIndex, limit });
      yield unwait.bind({ fromIndex });
      return readCount(yield size.bind({})) - fromIndex;
    },
    *size() {
      return readCount(yield size.bind({}));
    },
    *waiting() {
      return readCount(yield waiting.bind({}));
    },
    *leaves(fromIndex, limit) {
      return (yield leaves.bind({ fromIndex, limit })).map(toLeaf);
    },
    *placeOf(auditId, atMs) {
      const [row] = yield placeOf.bind({ auditId, atMs });
      return row === undefined ? undefined : readInteger(row, "leaf_index");
    },
    *latestCheckpoint() {
      const [row] = yield checkpoints.latest.bind({});
      return row === undefined ? undefined : toCheckpoint(row);
    },
    *checkpointFrom(treeSize) {
      const [row] = yield checkpoints.from.bind({ treeSize });
      return row === undefined ? undefined : toCheckpoint(row);
    },
    *putCheckpoint({ treeSize, rootHash, note, atMs }) {
      yield checkpoints.put.bind({ tree_size: treeSize, root_hash: rootHash, note, at_ms: atMs });
      const [kept] = yield checkpoints.from.bind({ treeSize });
      if (kept === undefined || readText(kept, "root_hash") !== rootHash) {
        throw new StorageConflictError(`the log of size ${treeSize} has a checkpoint with another root`);
      }
    },
    *readFact(name) {
      const [row] = yield readFact.bind({ name });
      return row === undefined ? undefined : readText(row, "value");
    },
    *keepFact(name, value) {
      yield addFact.bind({ name, value });
      const [row] = yield readFact.bind({ name });
      return row === undefined ? value : readText(row, "value");
    },
    *replaceFact(name, value) {
      yield setFact.bind({ name, value });
    },
  };
}

function prepareSequence(queries: Queries) {
  // Places have no gaps, so the last one says how many there are.
  const size = prepare(() =>
    queries
      .selectFrom("audit_leaves")
      .select(({ fn }) => sql<number>`${fn.coalesce(fn.max("leaf_index"), sql<number>`-1`)} + 1`.as("count")),
  );
  const waiting = prepare(() => queries.selectFrom("audit_pending").select(({ fn }) => fn.countAll().as("count")));
  const place = prepare<{ fromIndex: number; limit: number }>((parameter) =>
    queries
      .insertInto("audit_leaves")
      .columns(["leaf_index", "seq", "at_ms"])
      .expression(
        queries
          .selectFrom("audit_pending")
          .select([
            sql<number>`${parameter("fromIndex")} + row_number() OVER (ORDER BY seq) - 1`.as("leaf_index"),
            "seq",
            "at_ms",
          ])
          .orderBy("seq")
          .limit(parameter("limit")),
      ),
  );
  const unwait = prepare<{ fromIndex: number }>((parameter) =>
    queries
      .deleteFrom("audit_pending")
      .where("seq", "in", ({ selectFrom }) =>
        selectFrom("audit_leaves").select("seq").where("leaf_index", ">=", parameter("fromIndex")),
      ),
  );
  return { size, waiting, place, unwait };
}

function prepareReads(queries: Queries) {
  const placed = queries
    .selectFrom("audit_leaves")
    .innerJoin("audit_entries", (join) =>
      join.onRef("audit_entries.seq", "=", "audit_leaves.seq").onRef("audit_entries.at_ms", "=", "audit_leaves.at_ms"),
    );
  const leaves = prepare<{ fromIndex: number; limit: number }>((parameter) =>
    placed
      .select([
        "audit_leaves.leaf_index",
        "audit_entries.audit_id",
        "audit_entries.at_ms",
        "audit_entries.body",
        "audit_entries.leaf_hash",
      ])
      .where("audit_leaves.leaf_index", ">=", parameter("fromIndex"))
      .orderBy("audit_leaves.leaf_index")
      .limit(parameter("limit")),
  );
  const placeOf = prepare<{ auditId: string; atMs: number }>((parameter) =>
    placed
      .select("audit_leaves.leaf_index")
      .where("audit_entries.audit_id", "=", parameter("auditId"))
      .where("audit_entries.at_ms", "=", parameter("atMs")),
  );
  return { leaves, placeOf };
}

function prepareCheckpoints(queries: Queries) {
  const latest = prepare(() =>
    queries.selectFrom("audit_checkpoints").selectAll().orderBy("tree_size", "desc").limit(1),
  );
  const from = prepare<{ treeSize: number }>((parameter) =>
    queries
      .selectFrom("audit_checkpoints")
      .selectAll()
      .where("tree_size", ">=", parameter("treeSize"))
      .orderBy("tree_size")
      .limit(1),
  );
  const put = prepare<Checkpoint>((parameter) =>
    queries
      .insertInto("audit_checkpoints")
      .values(toParameters(parameter, CHECKPOINT))
      .onConflict((conflict) => conflict.column("tree_size").doNothing()),
  );
  return { latest, from, put };
}

function prepareFacts(queries: Queries) {
  const readFact = prepare<{ name: string }>((parameter) =>
    queries.selectFrom("audit_facts").select("value").where("name", "=", parameter("name")),
  );
  const addFact = prepare<{ name: string; value: string }>((parameter) =>
    queries
      .insertInto("audit_facts")
      .values(toParameters(parameter, ["name", "value"]))
      .onConflict((conflict) => conflict.column("name").doNothing()),
  );
  const setFact = prepare<{ name: string; value: string }>((parameter) =>
    queries
      .insertInto("audit_facts")
      .values(toParameters(parameter, ["name", "value"]))
      .onConflict((conflict) => conflict.column("name").doUpdateSet(({ ref }) => ({ value: ref("excluded.value") }))),
  );
  return { readFact, addFact, setFact };
}

function toLeaf(row: SqlRow): LeafRow {
  return {
    leafIndex: readInteger(row, "leaf_index"),
    auditId: readText(row, "audit_id"),
    atMs: readInteger(row, "at_ms"),
    body: readText(row, "body"),
    leafHash: readText(row, "leaf_hash"),
  };
}

function toCheckpoint(row: SqlRow): CheckpointRow {
  return {
    treeSize: readInteger(row, "tree_size"),
    rootHash: readText(row, "root_hash"),
    note: readText(row, "note"),
    atMs: readInteger(row, "at_ms"),
  };
}
