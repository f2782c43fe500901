import type { Logger } from "../../http/log.ts";
import type { Metrics } from "../../http/metrics.ts";
import type { AnalyticsStore, ObjectStore } from "../../storage/ports.ts";
import type { ReadAgent } from "../parsers/foreign-event.ts";
import { readBronzeKey } from "./bronze-object.ts";
import type { FindDomainCode } from "./domain-codes.ts";
import { type Found, readParts, toPartRows } from "./object-parts.ts";

export interface LoadObjectParts {
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly readAgent: ReadAgent;
  readonly findDomainCode: FindDomainCode;
}

/**
 * Loads a bronze object in parts: `{key}#part-{n}` names one for good (`object-parts.ts`). What is refused of a part is written
 * before its rows are loaded: the first verdict stands in either place. Ends early, with whole parts, when it is told to.
 */
export async function loadObject(parts: LoadObjectParts, key: string, stopping?: AbortSignal): Promise<void> {
  // Before the object is asked for: a key that names no day says so, whether or not there is one.
  readBronzeKey(key);
  const body = await parts.objects.get(key);
  if (!body) throw new Error(`Bronze object ${key} is registered but does not exist.`);
  let number = 0;
  for await (const part of readParts(key, body, parts.readAgent)) {
    if (stopping?.aborted) return;
    await loadPart(parts, key, number, part);
    number += 1;
  }
}

async function loadPart(parts: LoadObjectParts, key: string, number: number, part: readonly Found[]): Promise<void> {
  const { rows, rejected } = await toPartRows(part, parts.findDomainCode);
  if (rejected.length > 0) await reject(parts, key, number, rejected);
  if (rows.length === 0) return;
  const outcome = await parts.analytics.load(`${key}#part-${number}`, rows);
  parts.metrics.onRows("inserted", outcome.inserted);
  parts.metrics.onRows("duplicate", outcome.duplicates);
}

async function reject(
  { objects, metrics, log }: LoadObjectParts,
  key: string,
  number: number,
  rejected: readonly string[],
): Promise<void> {
  const written = await objects.put(
    `rejected/${key.replace(/\.gz$/, "")}.part-${number}.ndjson`,
    Buffer.from(`${rejected.join("\n")}\n`),
  );
  // Written before, they were counted before.
  if (written === "exists") return;
  metrics.onRows("rejected", rejected.length);
  log.warn({ object: key, part: number, rejected: rejected.length }, "lines rejected");
}
