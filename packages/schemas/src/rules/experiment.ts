import type { RunningExperiment } from "../types/experiment.ts";
import { hashText } from "./experiment-hash.ts";

type Arms = Pick<RunningExperiment, "id" | "traffic"> & {
  readonly variants: readonly { readonly id: string; readonly weight: number }[];
};

/**
 * Assigns a visitor to an arm: the variant's id, or `null` for those who take no part. `token` is the device id, or what
 * stands for it before a choice. The same on every machine and at every time, whatever other experiments there are.
 *
 * Each arm draws an exponential time with its weight as rate and the first one wins, so that shares are as the weights
 * say, a heavier arm only gains visitors and never swaps others', and the order of arms means nothing. More traffic only
 * adds visitors.
 */
export function toVariant(tenantId: string, experiment: Arms, token: string): string | null {
  const draw = (name: string): number => toFraction(hashText(`${tenantId} ${experiment.id} ${name} ${token}`));
  // A variant's id has no space: no arm shares its draw with this one.
  if (draw("takes part") >= experiment.traffic) return null;
  let winner: string | null = null;
  let earliest = Number.POSITIVE_INFINITY;
  for (const { id, weight } of experiment.variants) {
    const time = -Math.log(draw(id)) / weight;
    if (time >= earliest) continue;
    winner = id;
    earliest = time;
  }
  return winner;
}

/** The label of an arm in events and records. Ids hold no dot, so it reads back in one way only. */
export function toVariantLabel(experimentId: string, variantId: string): string {
  return `${experimentId}.${variantId}`;
}

// Never 0 and never 1: their logarithms would decide alone.
function toFraction(hash: number): number {
  return (hash + 0.5) / 2 ** 32;
}
