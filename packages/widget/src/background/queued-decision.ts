import { DEVICE_ID_PATTERN, TIME_TO_DECISION_MS_MAX } from "@cookiehub/schemas/constants";
import type { ConsentUpdateRequest, StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import type { OutboxEntry } from "../send/outbox.ts";
import { toPagePlace } from "./page-place.ts";

/** A decision on its way to the server. */
export interface QueuedDecision {
  readonly key: string;
  readonly tenant: string;
  readonly device: string;
  /** `ConsentUpdateRequest` as JSON. */
  readonly body: string;
  /** The choice, as the cookie has it, and when it ends, in milliseconds since 1970. */
  readonly choice: string;
  readonly expiresAtMs: number;
}

/** Puts what the browser kept into the shape that the server takes; `null` for whatever else stood in the storage. */
export function toQueuedDecision(
  value: unknown,
  readChoice: (text: unknown) => StoredChoice | null,
  toSignals?: AddOn["toSignals"],
): QueuedDecision | null {
  const entry = Object(value) as Partial<Record<keyof OutboxEntry, unknown>>;
  const { key, variant, timeMs } = entry;
  const choice = readChoice(entry.choice);
  if (!choice || typeof key !== "string" || !DEVICE_ID_PATTERN.test(key)) return null;
  const isTimeKnown = typeof timeMs === "number" && timeMs >= 0 && timeMs <= TIME_TO_DECISION_MS_MAX;
  const [hostname, path] = Array.isArray(entry.place) ? (entry.place as unknown[]) : [];
  const request: ConsentUpdateRequest = {
    categories: Object.fromEntries([
      ...choice.granted.map((id) => [id, true]),
      ...choice.denied.map((id) => [id, false]),
    ]),
    ...(Object.keys(choice.services).length > 0 && { services: { ...choice.services } }),
    policy_version: choice.policyVersion,
    consent_method: choice.method,
    banner_version: choice.bannerVersion,
    config_version: choice.configVersion,
    gpc: choice.gpc,
    decided_at: new Date(choice.decidedAtMs).toISOString(),
    ...(typeof variant === "string" && { variant }),
    ...(isTimeKnown && { time_to_decision_ms: Math.round(timeMs) }),
    ...toSignals?.(choice.decidedAtMs),
    ...toPagePlace(String(hostname ?? ""), String(path ?? ""), String(entry.language)),
  };
  const { tenantId: tenant, deviceId: device, expiresAtMs } = choice;
  return { key, tenant, device, body: JSON.stringify(request), choice: String(entry.choice), expiresAtMs };
}
