import { isJsonObject, mergeLayers, tenantConfigSchema } from "@cookiehub/schemas";
import type { ErrorDetail, TenantConfig } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import { toDetails } from "../http/parse.ts";
import type { ConfigLayer } from "../storage/ports.ts";

/** Largest configuration, as JSON: many patches must not grow what every page loads without bound. */
const CONFIG_CHARACTERS_MAX = 262_144;

/** What an organization cannot say for its tenants: it belongs to one site. */
const SITE_MEMBERS = ["tenant_id", "domain", "subdomains", "domain_overrides", "experiments"] as const;

/** A configuration that may be published, or every reason why not. */
export type Resolution = { readonly config: TenantConfig } | { readonly faults: readonly ErrorDetail[] };

/**
 * Reads a layer from outside. Short forms are widened, so that a layer above changes a part of what they stand for and
 * does not replace it. Throws `invalid_request` for what is no object.
 */
export function toLayer(value: unknown): ConfigLayer {
  if (!isJsonObject(value)) {
    throw new ApiError("invalid_request", "Send a JSON object.", [{ path: "", message: "must be an object" }]);
  }
  const overrides = value.domain_overrides;
  const widened = isJsonObject(overrides)
    ? Object.fromEntries(Object.entries(overrides).map(([host, one]) => [host, isJsonObject(one) ? widen(one) : one]))
    : overrides;
  return widen(overrides === undefined ? value : { ...value, domain_overrides: widened });
}

/** Reads a tenant's own layer. Its id is no choice: it may be repeated, not changed. */
export function toTenantLayer(value: unknown, tenantId: string): ConfigLayer {
  const { tenant_id: named, ...layer } = toLayer(value);
  if (named === undefined || named === null || named === tenantId) return layer;
  throw new ApiError("invalid_request", "A tenant's id cannot change.", [
    { path: "tenant_id", message: `must be ${tenantId}` },
  ]);
}

/**
 * Reads an organization's layer; it has to be whole for a site that says nothing of its own, and nothing that this server
 * cannot do. Throws `invalid_request`.
 */
export function toOrganizationLayer(
  value: unknown,
  check: (config: TenantConfig) => readonly ErrorDetail[] = () => [],
): ConfigLayer {
  const layer = toLayer(value);
  const foreign = SITE_MEMBERS.filter((member) => Object.hasOwn(layer, member)).map((path) => ({
    path,
    message: "belongs to one site: write it in the tenant's configuration",
  }));
  const resolution = resolveLayers("any", layer, { domain: "any.example" });
  const faults = [...foreign, ...("faults" in resolution ? resolution.faults : check(resolution.config))];
  if (faults.length === 0) return layer;
  throw new ApiError(
    "invalid_request",
    "The organization's layer is not valid. Each fault is listed in details.",
    faults.map(({ path, message }) => ({ path: `config.${path}`, message })),
  );
}

/** Merges the layers of a tenant over the defaults and checks the whole: also on every domain, in every variant. */
export function resolveLayers(tenantId: string, organization: ConfigLayer, tenant: ConfigLayer): Resolution {
  const merged = mergeLayers(organization, tenant);
  const parsed = tenantConfigSchema.safeParse({ ...merged, tenant_id: tenantId });
  if (!parsed.success) return { faults: toDetails(parsed.error) };
  const { length } = JSON.stringify(parsed.data);
  if (length <= CONFIG_CHARACTERS_MAX) return { config: parsed.data };
  return { faults: [{ path: "", message: `has ${length} characters of JSON; at most ${CONFIG_CHARACTERS_MAX}` }] };
}

function widen(layer: ConfigLayer): ConfigLayer {
  const mode = layer.google_consent_mode;
  return typeof mode === "boolean" ? { ...layer, google_consent_mode: { enabled: mode } } : layer;
}
