import type { DomainOverride, TenantConfig } from "./types/tenant-config.ts";

/** Some members of a configuration, as JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Lays one configuration over another: objects are merged member by member, everything else (arrays too) replaces what
 * lies below, and what is left out, or `undefined`, keeps it. Neither argument is changed; parts may be shared.
 */
export function mergeLayers(below: JsonObject, above: JsonObject): JsonObject {
  const members = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const known = members.get(key);
    members.set(key, isJsonObject(known) && isJsonObject(value) ? mergeLayers(known, value) : value);
  }
  // `fromEntries` defines members: a key `__proto__` from JSON stays a plain member, for the schema to refuse.
  return Object.fromEntries(members);
}

/** Applies a JSON Merge Patch (RFC 7396): as `mergeLayers`, and `null` removes a member. */
export function applyMergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const members = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const known = members.get(key);
    if (value === null) members.delete(key);
    else members.set(key, isJsonObject(value) ? applyMergePatch(isJsonObject(known) ? known : {}, value) : value);
  }
  return Object.fromEntries(members);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a host is another one or lies below it; a port counts where the other one names it. */
export function isHostWithin(host: string, other: string): boolean {
  const [name = "", port] = host.split(":");
  const [otherName = "", otherPort] = other.split(":");
  return (name === otherName || name.endsWith(`.${otherName}`)) && (otherPort === undefined || otherPort === port);
}

/** The host of the override that holds for a host: the most specific one that it is, or lies below. */
export function findDomainOverride(config: Pick<TenantConfig, "domain_overrides">, host: string): string | null {
  const hosts = Object.keys(config.domain_overrides ?? {}).filter((other) => isHostWithin(host, other));
  return hosts.reduce<string | null>((best, one) => (best !== null && best.length >= one.length ? best : one), null);
}

/**
 * The configuration that pages of one host get: its override merged in, and nothing in it that only the server needs.
 * `host` `null`: that of hosts without an override.
 */
export function toHostConfig(config: TenantConfig, host: string | null): TenantConfig {
  const { domain_overrides: overrides, experiments: _experiments, retention: _retention, ...rest } = config;
  const name = host === null ? null : findDomainOverride(config, host);
  const override: DomainOverride | undefined = name === null ? undefined : overrides?.[name];
  // What was published has been checked with each override merged in.
  return override === undefined ? rest : (mergeLayers({ ...rest }, { ...override }) as unknown as TenantConfig);
}
