import type { Experiment, ExperimentRequest, TenantConfig } from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../canonical-json.ts";
import { ApiError } from "../http/api-error.ts";
import type { ConfigLayer } from "../storage/ports.ts";

type Published = Pick<TenantConfig, "experiments">;

/** What becomes of one experiment; `undefined`: there is none of that id. */
type Change = (experiment: Experiment | undefined) => Experiment;

/** Answers the experiment; throws `not_found`. */
export function findExperiment(config: Published, id: string): Experiment {
  return toKnown(config.experiments?.find((experiment) => experiment.id === id));
}

/** Writes a draft. Who has seen an arm must find it as it was: a running or stopped experiment stays as it is. */
export function editDraft(
  layer: ConfigLayer,
  published: Published,
  id: string,
  request: ExperimentRequest,
): ConfigLayer {
  return replace(layer, published, id, (known) => {
    const draft: Experiment = { id, status: "draft", ...request };
    if (known === undefined || known.status === "draft") return draft;
    if (toCanonicalJson({ ...known, ...request }) === toCanonicalJson(known)) return known;
    throw new ApiError(
      "conflict",
      `The experiment is ${known.status}: its arms no longer change. Write another one with a new id.`,
    );
  });
}

/** Starts a draft; a running experiment stays as it is. One runs at a time, so that no visitor is in two at once. */
export function editStart(layer: ConfigLayer, published: Published, id: string, nowMs: number): ConfigLayer {
  return replace(layer, published, id, (known) => {
    const experiment = toKnown(known);
    if (experiment.status === "running") return experiment;
    if (experiment.status === "stopped") {
      throw new ApiError("conflict", "The experiment was stopped: another run is another experiment with a new id.");
    }
    const other = published.experiments?.find((one) => one.status === "running");
    if (other) throw new ApiError("conflict", `One experiment runs at a time: stop ${other.id} first.`);
    return { ...experiment, status: "running", started_at: new Date(nowMs).toISOString() };
  });
}

/** Stops a running experiment, for good; a stopped one stays as it is. */
export function editStop(layer: ConfigLayer, published: Published, id: string, nowMs: number): ConfigLayer {
  return replace(layer, published, id, (known) => {
    const experiment = toKnown(known);
    if (experiment.status === "stopped") return experiment;
    if (experiment.status === "draft") throw new ApiError("conflict", "The experiment was never started.");
    return { ...experiment, status: "stopped", stopped_at: new Date(nowMs).toISOString() };
  });
}

// From what is published: only the tenant's own layer can hold experiments, so it is that layer with the defaults told.
function replace(layer: ConfigLayer, published: Published, id: string, change: Change): ConfigLayer {
  const all = published.experiments ?? [];
  const changed = change(all.find((experiment) => experiment.id === id));
  const isKnown = all.some((experiment) => experiment.id === id);
  const experiments = isKnown ? all.map((one) => (one.id === id ? changed : one)) : [...all, changed];
  return { ...layer, experiments };
}

function toKnown(experiment: Experiment | undefined): Experiment {
  if (experiment) return experiment;
  throw new ApiError("not_found", "The tenant has no such experiment.");
}
