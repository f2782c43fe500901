import { experimentPeriodSchema } from "@cookiehub/schemas";
import { toVariantLabel } from "@cookiehub/schemas/rules";
import type {
  Experiment,
  ExperimentAnswer,
  ExperimentRequest,
  ExperimentResultsAnswer,
} from "@cookiehub/schemas/types";
import { parseRequest } from "../http/parse.ts";
import type { AnalyticsStore, ConfigLayer, TenantRow } from "../storage/ports.ts";
import type { ChangeOrigin, LayerChange } from "../tenants/publish.ts";
import { editDraft, editStart, editStop, findExperiment } from "./edit.ts";
import { toResults } from "./results.ts";

/** Which experiment of which tenant. */
export interface ExperimentName {
  readonly tenant: TenantRow;
  readonly id: string;
}

export interface ExperimentServiceParts {
  /** Publishes a change of a tenant's layer, with its audit entry. */
  readonly publish: (reference: string, change: LayerChange, origin: ChangeOrigin) => Promise<TenantRow>;
  readonly analytics: AnalyticsStore;
  readonly now: () => number;
}

/** Each throws `not_found` where there is no such experiment, and `conflict` where it is past such a change. */
export interface ExperimentService {
  read(name: ExperimentName): ExperimentAnswer;
  write(name: ExperimentName, request: ExperimentRequest, origin: ChangeOrigin): Promise<ExperimentAnswer>;
  start(name: ExperimentName, origin: ChangeOrigin): Promise<ExperimentAnswer>;
  stop(name: ExperimentName, origin: ChangeOrigin): Promise<ExperimentAnswer>;
  /** Days are UTC; by default from the start of the experiment to today. Throws `invalid_request`. */
  results(
    name: ExperimentName,
    period: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<ExperimentResultsAnswer>;
}

/** Creates the service that keeps banner experiments. They live in the tenant's configuration and are published with it. */
export function createExperimentService({ publish, analytics, now }: ExperimentServiceParts): ExperimentService {
  async function edit(
    { tenant, id }: ExperimentName,
    change: (layer: ConfigLayer, published: TenantRow["config"]) => ConfigLayer,
    origin: ChangeOrigin,
  ): Promise<ExperimentAnswer> {
    return toAnswer(await publish(tenant.tenantId, { kind: "edit", edit: change }, origin), id);
  }

  return {
    read: ({ tenant, id }) => toAnswer(tenant, id),
    write: (name, request, origin) =>
      edit(name, (layer, published) => editDraft(layer, published, name.id, request), origin),
    start: (name, origin) => {
      const nowMs = now();
      return edit(name, (layer, published) => editStart(layer, published, name.id, nowMs), origin);
    },
    stop: (name, origin) => {
      const nowMs = now();
      return edit(name, (layer, published) => editStop(layer, published, name.id, nowMs), origin);
    },
    results: async ({ tenant, id }, { from, to }) => {
      const experiment = findExperiment(tenant.config, id);
      const period = toPeriod(experiment, from, to, now());
      const variants = experiment.variants.map((variant) => toVariantLabel(id, variant.id));
      const counts = await analytics.ask("experimentCounts", { code: tenant.code, variants, ...period });
      return toResults(tenant.tenantId, experiment, period, counts);
    },
  };
}

function toAnswer(tenant: TenantRow, id: string): ExperimentAnswer {
  return {
    tenant_id: tenant.tenantId,
    config_version: tenant.configVersion,
    experiment: findExperiment(tenant.config, id),
  };
}

function toPeriod(
  experiment: Experiment,
  from: string | undefined,
  to: string | undefined,
  nowMs: number,
): { from: string; to: string } {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const started = experiment.started_at?.slice(0, 10);
  return parseRequest(experimentPeriodSchema, { from: from ?? started ?? to ?? today, to: to ?? today });
}
