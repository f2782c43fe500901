import { isTcfRegulation } from "@cookiehub/schemas/rules";
import type { ResolvedTcf, TenantConfig } from "@cookiehub/schemas/types";
import { toListPath } from "./list-path.ts";
import type { TcfService } from "./service.ts";

/** Says what a page has to know of the TCF; `undefined`: nothing, and `__tcfapi` stays a stub, which reads as no consent. */
export type ResolveTcf = (config: TenantConfig, regulationId: string) => ResolvedTcf | undefined;

/**
 * Makes the resolver of one server. Where the operator is not registered (T102) there is none, and where there is no list,
 * or nobody of the tenant's is on it, nobody can be asked for anything. Answers from memory, as fast as a lookup.
 */
export function createTcfResolver(
  service: Pick<TcfService, "operator" | "resolve" | "prepareTexts"> | undefined,
): ResolveTcf {
  const prepared = new WeakSet<readonly string[]>();
  return ({ tcf_enabled: isEnabled, tcf, languages }, regulationId) => {
    const list = service && isEnabled && tcf ? service.resolve(tcf.vendors) : null;
    if (!service || !list) return undefined;
    // Once for each configuration: there before the first visitor asks.
    if (!prepared.has(languages)) service.prepareTexts(languages);
    prepared.add(languages);
    const { cmpId, cmpVersion } = service.operator;
    return {
      applies: isTcfRegulation(regulationId),
      ...{ cmp_id: cmpId, cmp_version: cmpVersion },
      ...{ list_version: list.version, policy_version: list.policyVersion },
      list_path: `/tcf/${toListPath(list)}`,
      vendor_count: list.vendorCount,
    };
  };
}
