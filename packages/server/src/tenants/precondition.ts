import { ApiError } from "../http/api-error.ts";
import type { TenantRow } from "../storage/ports.ts";

/** Names a published version: its number and its content, so that publishing A, B and A again makes three. */
export function toConfigEtag(row: Pick<TenantRow, "configVersion" | "configHash">): string {
  return `"${row.configVersion}-${row.configHash}"`;
}

/**
 * Refuses a change that was made from another version than the published one (RFC 9110, 13.1.1: strong comparison).
 * Throws `precondition_failed`; a request without `If-Match` takes its chance.
 */
export function checkIfMatch(ifMatch: string | undefined, row: TenantRow): void {
  if (ifMatch === undefined) return;
  const wanted = ifMatch.split(",").map((etag) => etag.trim());
  if (wanted.includes("*") || wanted.includes(toConfigEtag(row))) return;
  throw new ApiError(
    "precondition_failed",
    `Somebody published version ${row.configVersion} in between. Read the configuration again and repeat the change.`,
  );
}
