import { toVariant, toVariantLabel } from "@cookiehub/schemas/rules";
import type { RunningExperiment, TenantConfig } from "@cookiehub/schemas/types";

/** The experiment that visitors are assigned to now, as browsers need it. */
export function findRunningExperiment(config: Pick<TenantConfig, "experiments">): RunningExperiment | undefined {
  const running = config.experiments?.find((experiment) => experiment.status === "running");
  return running && { id: running.id, traffic: running.traffic, variants: running.variants };
}

/**
 * The label of the variant that a device sees: the one its record names while that experiment runs, so that it never
 * changes under a visitor who decided; else the one it is assigned to. `undefined` for those who take no part.
 */
export function toBannerVariant(
  config: Pick<TenantConfig, "tenant_id" | "experiments">,
  deviceId: string,
  record: { readonly variant: string | null } | undefined,
): string | undefined {
  const running = findRunningExperiment(config);
  if (running === undefined) return undefined;
  const recorded = running.variants.find(({ id }) => toVariantLabel(running.id, id) === record?.variant);
  const id = recorded?.id ?? toVariant(config.tenant_id, running, deviceId);
  return id === null ? undefined : toVariantLabel(running.id, id);
}
