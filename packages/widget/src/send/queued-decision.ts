import type { ConsentUpdateRequest, StoredChoice } from "@cookiehub/schemas/types";
import { createId } from "../random.ts";
import type { QueuedDecision } from "./decision-queue.ts";
import { readPagePlace } from "./page-place.ts";

/** Puts a decision into the shape that the server takes, under a fresh idempotency key. */
export function toQueuedDecision(choice: StoredChoice, configVersion: number, language: string): QueuedDecision {
  const request: ConsentUpdateRequest = {
    categories: Object.fromEntries([
      ...choice.granted.map((id) => [id, true]),
      ...choice.denied.map((id) => [id, false]),
    ]),
    policy_version: choice.policyVersion,
    consent_method: choice.method,
    banner_version: choice.bannerVersion,
    config_version: configVersion,
    gpc: choice.gpc,
    decided_at: new Date(choice.decidedAtMs).toISOString(),
    ...readPagePlace(language),
  };
  return { key: createId("key_"), tenant: choice.tenantId, device: choice.deviceId, body: JSON.stringify(request) };
}
