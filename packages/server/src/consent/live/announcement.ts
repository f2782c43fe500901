import type { Cache } from "../../storage/ports.ts";
import type { ConsentChange } from "../context.ts";

/** Channel on which processes tell each other that a consent changed. */
export const CONSENT_CHANGED = "consent-changed";

/** What of a change decides who has to hear of it. */
export type Announcement = Pick<ConsentChange, "tenantId" | "subject" | "deviceId">;

/**
 * Tells every process. What cannot be published is handed to this process's own listeners, and those of the others read
 * the store when their subscription is back.
 */
export async function publishChange(
  cache: Cache,
  change: ConsentChange,
  onUnpublished: (announcement: Announcement) => void,
): Promise<void> {
  const { tenantId, subject, deviceId } = change;
  try {
    await cache.publish(CONSENT_CHANGED, JSON.stringify({ tenantId, subject, deviceId }));
  } catch {
    onUnpublished(change);
  }
}

/** Reads a message of the channel; `undefined` for what another version may have sent. */
export function readAnnouncement(message: string): Announcement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  return isAnnouncement(value) ? value : undefined;
}

function isAnnouncement(value: unknown): value is Announcement {
  if (typeof value !== "object" || value === null) return false;
  const { tenantId, subject, deviceId } = value as Partial<Record<keyof Announcement, unknown>>;
  return typeof tenantId === "string" && typeof deviceId === "string" && isSubject(subject);
}

function isSubject(value: unknown): value is Announcement["subject"] {
  return typeof value === "string" && (value.startsWith("d:") || value.startsWith("u:"));
}
