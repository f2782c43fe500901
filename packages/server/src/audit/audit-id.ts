import { ApiError } from "../http/api-error.ts";

const PATTERN = /^aud_([0-9a-z]{9})[A-Za-z0-9_-]{14}$/;

/**
 * Makes the id of an audit entry: `aud_`, its time, 80 random bits. Ids begin with their time, so that an index of them
 * grows at one end instead of being rewritten all over, and so that an entry can be looked up where its month is kept.
 */
export function toAuditId(nowMs: number, random: Uint8Array): string {
  return `aud_${nowMs.toString(36).padStart(9, "0")}${Buffer.from(random).toString("base64url")}`;
}

/** Reads the time of an audit id, in milliseconds since 1970; throws `invalid_request` for any other text. */
export function fromAuditId(auditId: string): number {
  const [, time] = PATTERN.exec(auditId) ?? [];
  if (time === undefined) {
    throw new ApiError("invalid_request", "The audit id is not valid.", [
      { path: "audit_id", message: "must be an id that an answer gave, such as aud_..." },
    ]);
  }
  return Number.parseInt(time, 36);
}
