import { isGpcHonoured, toStatus } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ResolvedConfig } from "@cookiehub/schemas/types";
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
    status: isApart(config.categories, choices, services) ? "partial" : toStatus(config.categories, choices),
    regulation: regulation.id,
    gpc: isSignalInForce(setup, choices, store.gpc),
    view,
    deviceId: past?.deviceId ?? null,
    decidedAt: past ? new Date(past.decidedAtMs).toISOString() : null,
    expiresAt: past ? new Date(past.expiresAtMs).toISOString() : null,
  });
}

/** Whether a service stands apart from its category: neither everything nor nothing was agreed to then. */
function isApart(
  categories: readonly CategoryConfig[],
  choices: Readonly<Record<string, boolean>>,
  services: Readonly<Record<string, boolean>>,
): boolean {
  return categories.some(({ id, services: known }) => known.some((service) => services[service.id] !== choices[id]));
}

// Not for who has allowed the sale since (P8): they would be told that it is refused.
function isSignalInForce(setup: ResolvedConfig, choices: Readonly<Record<string, boolean>>, gpc: boolean): boolean {
  const isSold = setup.config.categories.some(({ id, sells_data, required }) => sells_data && !required && choices[id]);
  return (isGpcHonoured(setup.regulation, gpc) || isSignalRefusal(setup, gpc)) && !isSold;
}
