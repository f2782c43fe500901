import { mergeLayers, toVariant, toVariantLabel } from "@cookiehub/schemas/rules";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";

/**
 * Shows the visitor their arm of the running experiment: laid over the configuration before anything is shown, so that
 * nothing flickers. The arm is computed, not asked for (decision 0030).
 */
export function createAddOn(): AddOn {
  return { name: "experiment", prepare: toArm };
}

function toArm(setup: ResolvedConfig, token: string): ResolvedConfig {
  const { experiment, tenant_id } = setup;
  const id = experiment && toVariant(tenant_id, experiment, token);
  const arm = experiment?.variants.find((variant) => variant.id === id);
  if (!experiment || !arm) return setup;
  const { banner, translations } = arm;
  // What was published has been checked with each arm laid over it.
  const config = mergeLayers({ ...setup.config }, { banner, translations }) as unknown as ResolvedConfig["config"];
  return { ...setup, config, variant: toVariantLabel(experiment.id, arm.id) };
}
