import { hash } from "node:crypto";
import type { z } from "zod";
import type { ConsentEventRow } from "../../storage/ports.ts";

/** Where a message stood: what fixes what it does not say itself, in the same way at every replay. */
export interface MessagePlace {
  /** Names the place for good: events without an id get theirs from it. */
  readonly name: string;
  /** When the first writer took the message, milliseconds since 1970: no event of it is later. */
  readonly takenAtMs: number;
  /** The label of the queue that it came by; `""`: this server's own. */
  readonly source: string;
}

/**
 * What became of one event of a message: its row; its row without a code, which the owner of the domain has; or why there
 * is none, with its own text where the message holds more than that.
 */
export type ParsedEvent =
  | { readonly row: ConsentEventRow }
  | { readonly domainId: number; readonly rowOfDomain: Omit<ConsentEventRow, "code"> }
  | { readonly reason: string; readonly text?: string };

const REASON_CHARACTERS_MAX = 300;

/** Says in one line what is wrong first: the place, and what is expected there. A stranger's text may be quoted in it. */
export function toReason({ issues: [issue] }: z.ZodError): string {
  const reason = `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not valid"}`;
  return reason.slice(0, REASON_CHARACTERS_MAX);
}

/** Makes ids for the events of a message that bring none: of its content and its place alone, so that a replay makes the same. */
export function createEventIds(text: string, place: MessagePlace): (index: number) => string {
  let message: string | undefined;
  return (index) => {
    message ??= hash("sha256", `${place.name}\n${text}`, "base64url");
    return `made_${hash("sha256", `${message}\n${index}`, "base64url").slice(0, 32)}`;
  };
}
