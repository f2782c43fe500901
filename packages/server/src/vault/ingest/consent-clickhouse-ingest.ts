import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Logger } from "../../http/log.ts";
import type { Metrics } from "../../http/metrics.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type { AnalyticsStore, ConsentEventRow, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { toConsentEventRow } from "../parsers/consent-message.ts";

const OBJECTS_PER_RUN = 20;
const ATTEMPTS_MAX = 10;
const decompress = promisify(gunzip);

export interface ObjectIngestParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

/**
 * Loads bronze objects into the analytics store: rows first, then the mark in the relational store. Loading the same
 * object again changes nothing, so a crash in between is harmless. A line that is no event goes to `rejected/` with its
 * reason and never stops the object. One process does this at a time. (The task keeps its name where the store is not ClickHouse.)
 */
export function createObjectIngest(parts: ObjectIngestParts): Task {
  return {
    name: "consent-clickhouse-ingest",
    everyMs: 1000,
    run: async () => (await parts.store.exclusively("consent-clickhouse-ingest", () => loadPending(parts))) ?? "idle",
  };
}

async function loadPending(parts: ObjectIngestParts): Promise<"done" | "idle"> {
  const { ingest } = parts.store.repositories;
  const pending = await parts.store.read(() => ingest.pending(OBJECTS_PER_RUN));
  if (pending.length === 0) return "idle";
  let failure: unknown;
  for (const { key } of pending) {
    try {
      await loadObject(parts, key);
      await parts.store.transaction(() => ingest.markLoaded(key, parts.now()));
    } catch (error) {
      // A store that does not answer says nothing about the object: giving it up would lose its events.
      if (error instanceof StorageUnavailableError) throw error;
      failure = error;
      await parts.store.transaction(() => ingest.markAttempt(key, toMessage(error), ATTEMPTS_MAX));
    }
  }
  if (failure) throw failure;
  return "done";
}

async function loadObject(parts: ObjectIngestParts, key: string): Promise<void> {
  const body = await parts.objects.get(key);
  if (!body) throw new Error(`Bronze object ${key} is registered but does not exist.`);
  const text = (await decompress(body)).toString("utf8");
  const rows: ConsentEventRow[] = [];
  const rejected: string[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const parsed = toConsentEventRow(line);
    if ("row" in parsed) rows.push(parsed.row);
    else rejected.push(JSON.stringify({ reason: parsed.reason, line }));
  }
  if (rejected.length > 0) {
    await parts.objects.put(`rejected/${key.replace(/\.gz$/, "")}`, Buffer.from(`${rejected.join("\n")}\n`));
    parts.metrics.onRows("rejected", rejected.length);
    parts.log.warn({ object: key, rejected: rejected.length }, "lines rejected");
  }
  const outcome = await parts.analytics.load(key, rows);
  parts.metrics.onRows("inserted", outcome.inserted);
  parts.metrics.onRows("duplicate", outcome.duplicates);
}

// What failed may be quoted in it: bounded, and without what a database refuses.
function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, 1000).replaceAll("\0", "");
}
