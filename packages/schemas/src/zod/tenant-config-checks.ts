import type { z } from "zod";
import { CATEGORIES_MAX, CONSENT_MODE_TYPES, DOMAIN_OVERRIDES_MAX } from "../constants.ts";
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

/** Each override has to leave a configuration that is whole. Faults that it did not bring are told at their own place. */
export function checkOverridesApplied(config: unknown, schema: z.ZodType, context: z.RefinementCtx): void {
  const overrides = readOverrides(config);
  if (overrides.length === 0 || !isJsonObject(config)) return;
  const { domain_overrides: _, ...below } = config;
  const known = readFaults(schema, below);
  for (const [host, override] of overrides) {
    if (!isJsonObject(override)) continue;
    for (const [place, issue] of readFaults(schema, mergeLayers(below, override))) {
      // What stands in the override itself and is malformed has been told by its own schema.
      if (known.has(place) || issue.code !== "custom") continue;
      context.addIssue({ code: "custom", path: ["domain_overrides", host, ...issue.path], message: issue.message });
    }
  }
}

function readFaults(schema: z.ZodType, config: JsonObject): Map<string, z.core.$ZodIssue> {
  const { error } = schema.safeParse(config);
  return new Map(error?.issues.map((issue) => [issue.path.join("\n"), issue]));
}

function readOverrides(config: unknown): [string, unknown][] {
  const overrides = readMember(config, "domain_overrides");
  return isJsonObject(overrides) ? Object.entries(overrides).slice(0, DOMAIN_OVERRIDES_MAX) : [];
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
