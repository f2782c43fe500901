import type { ApiAnswer } from "../http/route.ts";
import type { TenantRow } from "../storage/ports.ts";
import { toConfigEtag } from "./precondition.ts";
import { toConfigAnswer } from "./tenant.ts";

/** Answers what was just published: with its ETag, so that the next change can name what it was made from. */
export function toPublishedAnswer(row: TenantRow, status: 200 | 201 = 200): ApiAnswer {
  return { status, headers: { ETag: toConfigEtag(row), "Cache-Control": "no-store" }, body: toConfigAnswer(row) };
}
