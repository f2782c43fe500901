import type { z } from "zod";
import {
  BLOCKING_RULES_MAX,
  CATEGORIES_MAX,
  CATEGORY_SERVICES_MAX,
  CONSENT_MODE_TYPES,
  DOMAIN_OVERRIDES_MAX,
  EXPERIMENT_VARIANTS_MAX,
  EXPERIMENTS_MAX,
} from "../constants.ts";
import { isHostWithin, isJsonObject, type JsonObject, mergeLayers } from "../layers.ts";
import { DEFAULT_CONSENT_MODE_MAPPING } from "../rules/consent-mode.ts";

// What no member can say of itself. Each check takes a configuration that may be malformed anywhere.

export function checkCategories(config: unknown, context: z.RefinementCtx): void {
  const seen = new Set<unknown>();
  readCategoryIds(config).forEach((id, index) => {
    if (id !== undefined && seen.has(id)) {
      context.addIssue({ code: "custom", path: ["categories", index, "id"], message: `is used twice: ${id}` });
    }
    seen.add(id);
  });
}

/**
 * The default mapping may name categories that a tenant does not have: those signals stay denied. A mapping that the
 * tenant wrote may not.
 */
export function checkMapping(config: unknown, context: z.RefinementCtx): void {
  const ids = new Set(readCategoryIds(config));
  const mapping = readMember(readMember(config, "google_consent_mode"), "mapping");
  for (const type of CONSENT_MODE_TYPES) {
    const category = readMember(mapping, type);
    if (typeof category !== "string" || ids.has(category) || category === DEFAULT_CONSENT_MODE_MAPPING[type]) continue;
    context.addIssue({
      code: "custom",
      path: ["google_consent_mode", "mapping", type],
      message: `is not a category of this tenant: ${category}`,
    });
  }
}

/** A browser takes a cookie for `domain` from hosts below it alone. */
export function checkServerHost(config: unknown, context: z.RefinementCtx): void {
  const domain = readMember(config, "domain");
  const host = readMember(readMember(config, "sharing"), "server_host");
  if (typeof domain !== "string" || typeof host !== "string") return;
  if (isHostWithin(host, domain.split(":")[0] ?? "")) return;
  context.addIssue({ code: "custom", path: ["sharing", "server_host"], message: `must be a host below ${domain}` });
}

/** What no category and no service can allow would be held back for ever. */
export function checkBlockingRules(config: unknown, context: z.RefinementCtx): void {
  const known = { category: new Set<unknown>(readCategoryIds(config)), service: new Set(readServiceIds(config)) };
  readItems(readMember(readMember(config, "blocking"), "rules"), BLOCKING_RULES_MAX).forEach((rule, index) => {
    for (const member of ["category", "service"] as const) {
      const id = readMember(rule, member);
      if (typeof id !== "string" || known[member].has(id)) continue;
      const message = `is not a ${member} of this tenant: ${id}`;
      context.addIssue({ code: "custom", path: ["blocking", "rules", index, member], message });
    }
  });
}

/** An override for a host whose pages may not write would never hold. */
export function checkOverrideHosts(config: unknown, context: z.RefinementCtx): void {
  const subdomains = readMember(config, "subdomains");
  const hosts = [readMember(config, "domain"), ...(Array.isArray(subdomains) ? subdomains : [])];
  const own = hosts.filter((host) => typeof host === "string");
  for (const [host] of readOverrides(config)) {
    // Without a port an override holds for every port of its host.
    const isOwn = (other: string): boolean =>
      isHostWithin(host, other) || (!host.includes(":") && isHostWithin(host, other.split(":")[0] ?? ""));
    if (own.some(isOwn)) continue;
    context.addIssue({
      code: "custom",
      path: ["domain_overrides", host],
      message: "is not one of the tenant's hosts, nor below one: add it to domain or subdomains",
    });
  }
}

/**
 * Each domain override, each variant, and each running variant on each domain has to leave a configuration that is
 * whole. Faults that they did not bring are told at their own place; a draft meets the domains when it starts.
 */
export function checkLayersApplied(config: unknown, schema: z.ZodType, context: z.RefinementCtx): void {
  if (!isJsonObject(config)) return;
  const { domain_overrides: _overrides, experiments: _experiments, ...below } = config;
  const layers = readUpperLayers(config);
  if (layers.length === 0) return;
  const known = new Set(readFaults(schema, below).map(toPlace));
  for (const { path, above } of layers) {
    const faults = readFaults(schema, above.reduce(mergeLayers, below));
    for (const issue of faults) {
      // What is malformed in the layer itself has been told by its own schema.
      if (issue.code !== "custom" || known.has(toPlace(issue))) continue;
      context.addIssue({ code: "custom", path: [...path, ...issue.path], message: issue.message });
    }
  }
}

interface UpperLayer {
  readonly path: readonly (string | number)[];
  /** What is laid over the tenant's configuration, one after the other. */
  readonly above: readonly JsonObject[];
}

function readUpperLayers(config: unknown): UpperLayer[] {
  const overrides = readOverrides(config).flatMap(([host, override]) =>
    isJsonObject(override) ? [{ path: ["domain_overrides", host], above: [override] }] : [],
  );
  const variants = readVariants(config).flatMap(({ path, layer, isRunning }) => {
    const alone = { path, above: [layer] };
    return isRunning ? [alone, ...overrides.map(({ above }) => ({ path, above: [...above, layer] }))] : [alone];
  });
  return [...overrides, ...variants];
}

function readVariants(config: unknown): { path: (string | number)[]; layer: JsonObject; isRunning: boolean }[] {
  return readItems(readMember(config, "experiments"), EXPERIMENTS_MAX).flatMap((experiment, index) =>
    readItems(readMember(experiment, "variants"), EXPERIMENT_VARIANTS_MAX).map((variant, place) => ({
      path: ["experiments", index, "variants", place],
      layer: { banner: readMember(variant, "banner"), translations: readMember(variant, "translations") },
      isRunning: readMember(experiment, "status") === "running",
    })),
  );
}

function readItems(value: unknown, countMax: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, countMax) : [];
}

function readFaults(schema: z.ZodType, config: JsonObject): readonly z.core.$ZodIssue[] {
  return schema.safeParse(config).error?.issues ?? [];
}

function toPlace(issue: z.core.$ZodIssue): string {
  return issue.path.join("\n");
}

function readOverrides(config: unknown): [string, unknown][] {
  const overrides = readMember(config, "domain_overrides");
  return isJsonObject(overrides) ? Object.entries(overrides).slice(0, DOMAIN_OVERRIDES_MAX) : [];
}

function readServiceIds(config: unknown): unknown[] {
  return readItems(readMember(config, "categories"), CATEGORIES_MAX)
    .flatMap((category) => readItems(readMember(category, "services"), CATEGORY_SERVICES_MAX))
    .map((service) => (typeof service === "string" ? service : readMember(service, "id")));
}

function readCategoryIds(config: unknown): (string | undefined)[] {
  const categories = readMember(config, "categories");
  if (!Array.isArray(categories)) return [];
  return categories.slice(0, CATEGORIES_MAX).map((category: unknown) => {
    const id = readMember(category, "id");
    return typeof id === "string" ? id : undefined;
  });
}

function readMember(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
