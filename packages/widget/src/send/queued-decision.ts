import type { ConsentUpdateRequest, StoredChoice } from "@cookiehub/schemas/types";
import { createId } from "../random.ts";
import type { QueuedDecision } from "./decision-queue.ts";
import { readPagePlace } from "./page-place.ts";

/** What was shown when the visitor decided. */
export interface DecisionContext {
  readonly language: string;
  /** Label of the arm of an experiment. */
  readonly variant: string | undefined;
  /** From the first sight of the banner on this page; `null` where it was not seen, or longer ago than is told. */
  readonly timeToDecisionMs: number | null;
}

/** Puts a decision into the shape that the server takes, under a fresh idempotency key. */
export function toQueuedDecision(choice: StoredChoice, context: DecisionContext): QueuedDecision {
  const { language, variant, timeToDecisionMs } = context;
  const request: ConsentUpdateRequest = {
    categories: Object.fromEntries([
      ...choice.granted.map((id) => [id, true]),
      ...choice.denied.map((id) => [id, false]),
    ]),
    policy_version: choice.policyVersion,
    consent_method: choice.method,
    banner_version: choice.bannerVersion,
    config_version: choice.configVersion,
    ...(Object.keys(choice.services).length > 0 && { services: { ...choice.services } }),
    ...(variant && { variant }),
    ...(timeToDecisionMs !== null && { time_to_decision_ms: timeToDecisionMs }),
    gpc: choice.gpc,
    decided_at: new Date(choice.decidedAtMs).toISOString(),
    ...readPagePlace(language),
  };
  return { key: createId("key_"), tenant: choice.tenantId, device: choice.deviceId, body: JSON.stringify(request) };
}
