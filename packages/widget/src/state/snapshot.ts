import { isGpcHonoured, toStatus } from "@cookiehub/schemas/rules";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot, ConsentView } from "../api.ts";
import { isSignalRefusal } from "../privacy-signal.ts";
import type { ChoiceStore } from "./choice-store.ts";

/** Takes a picture of the state for the page; frozen, since the page is handed the object itself. */
export function toSnapshot(setup: ResolvedConfig, store: ChoiceStore, view: ConsentView): ConsentSnapshot {
  const { config, regulation } = setup;
  const choices = Object.freeze(store.choices());
  const services = Object.freeze(store.services());
  const isDecided = store.isDecided();
  const past = isDecided ? store.past() : null;
  return Object.freeze({
    decided: isDecided,
    choices,
    services,
    status: toStatus(config.categories, choices),
    regulation: regulation.id,
    gpc: isGpcHonoured(regulation, store.gpc) || isSignalRefusal(setup, store.gpc),
    view,
    deviceId: past?.deviceId ?? null,
    decidedAt: past ? new Date(past.decidedAtMs).toISOString() : null,
    expiresAt: past ? new Date(past.expiresAtMs).toISOString() : null,
  });
}
