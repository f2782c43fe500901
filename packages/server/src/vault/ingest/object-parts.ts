import type { ConsentEventRow } from "../../storage/ports.ts";
import { createV1Reader, isV1Header } from "../parsers/consent-v1.ts";
import type { ReadAgent } from "../parsers/foreign-event.ts";
import type { ParsedEvent } from "../parsers/parsed-event.ts";
import { createConsentReader } from "../parsers/read-consent.ts";
import { type BronzeLine, readLines } from "./bronze-lines.ts";
import { type BronzeName, readBronzeKey } from "./bronze-object.ts";
import type { FindDomainCode } from "./domain-codes.ts";

/** A part ends with the event that makes it this large, so that memory does not grow with the object. */
const PART_EVENTS_MAX = 10_000;
const PART_CHARACTERS_MAX = 16_777_216;
/** As much as is repeated of a line that was refused: the object itself is kept. */
const REJECTED_CHARACTERS_MAX = 4096;

/** One event with the line it stood in. */
export interface Found {
  readonly line: BronzeLine;
  readonly event: ParsedEvent;
}

/** What the events of a part came to. */
export interface PartRows {
  readonly rows: readonly ConsentEventRow[];
  /** A line of JSON for each that was refused: where it stood, why, and its text. */
  readonly rejected: readonly string[];
  /** How many of these are events of domains that nobody has. */
  readonly ofUnknownDomains: number;
}

/**
 * Reads the events of a bronze object in parts. Where a part begins depends on the text of the object alone, whichever of its
 * events become rows: a part that is read again, by another version or with other domains known, holds what it held.
 */
export async function* readParts(
  key: string,
  body: Uint8Array,
  readAgent: ReadAgent,
): AsyncGenerator<readonly Found[]> {
  const read = createObjectReader(key, readBronzeKey(key), readAgent);
  let part: Found[] = [];
  let characters = 0;
  for await (const lines of readLines(body)) {
    for (const found of read(lines)) {
      part.push(found);
      const isFirstOfLine = part.at(-2)?.line !== found.line;
      characters += isFirstOfLine ? found.line.text.length : 0;
      if (part.length < PART_EVENTS_MAX && characters < PART_CHARACTERS_MAX) continue;
      yield part;
      part = [];
      characters = 0;
    }
  }
  if (part.length > 0) yield part;
}

/** Turns the events of a part into rows; those of domains that nobody has are refused, like what is no event. */
export async function toPartRows(part: readonly Found[], findDomainCode: FindDomainCode): Promise<PartRows> {
  const codes = await findCodes(findDomainCode, part);
  const rows: ConsentEventRow[] = [];
  const rejected: string[] = [];
  let ofUnknownDomains = 0;
  for (const { line, event } of part) {
    if ("row" in event) rows.push(event.row);
    else if ("reason" in event) rejected.push(toRejected(line, event.reason, event.text));
    else {
      const code = codes.get(event.domainId);
      if (code !== undefined) rows.push({ ...event.rowOfDomain, code });
      else {
        ofUnknownDomains += 1;
        rejected.push(toRejected(line, `domain ${event.domainId} is not known`));
      }
    }
  }
  return { rows, rejected, ofUnknownDomains };
}

/** Reads lines to events. The first line says whether the object is CSV as a whole or a message a line. */
function createObjectReader(key: string, { source, takenAtMs }: BronzeName, readAgent: ReadAgent) {
  const toPlace = (line: BronzeLine) => ({ name: `${key}:${line.number}`, takenAtMs, source });
  const readMessage = createConsentReader({ readAgent });
  let readCsv: ReturnType<typeof createV1Reader> | undefined;
  let isStarted = false;

  return function* read(lines: readonly BronzeLine[]): Generator<Found> {
    const [first] = lines;
    if (!isStarted && first && isV1Header(first.text)) readCsv = createV1Reader(first.text);
    const rest = !isStarted && readCsv ? lines.slice(1) : lines;
    isStarted ||= first !== undefined;
    if (readCsv) {
      const whole = rest.filter((line) => !line.isCut);
      const events = readCsv(
        whole.map((line) => ({ text: line.text, place: toPlace(line) })),
        readAgent,
      ).values();
      for (const line of rest) yield { line, event: (line.isCut ? undefined : events.next().value) ?? TOO_LONG };
      return;
    }
    for (const line of rest) {
      if (line.isCut) yield { line, event: TOO_LONG };
      else for (const event of readMessage(line.text, toPlace(line))) yield { line, event };
    }
  };
}

const TOO_LONG: ParsedEvent = { reason: "longer than a line can be" };

async function findCodes(find: FindDomainCode, part: readonly Found[]): Promise<ReadonlyMap<number, string>> {
  const ids = new Set(part.flatMap(({ event }) => ("domainId" in event ? [event.domainId] : [])));
  const codes = new Map<number, string>();
  for (const id of ids) {
    const code = await find(id);
    if (code !== undefined) codes.set(id, code);
  }
  return codes;
}

function toRejected(line: BronzeLine, reason: string, text = line.text): string {
  return JSON.stringify({ line_number: line.number, reason, line: text.slice(0, REJECTED_CHARACTERS_MAX) });
}
