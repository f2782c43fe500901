import { createHash } from "node:crypto";
import type { Agent } from "../../src/consent/agent.ts";
import { type ConsentService, createConsentService } from "../../src/consent/service.ts";
import { createTenantRow } from "../../src/storage/contract/rows.ts";
import type { Cache, RelationalStore, TenantRow } from "../../src/storage/ports.ts";
import type { ModelConfig } from "./model.ts";

export const AGENT: Agent = { browser: "Firefox", os: "Linux", device: "desktop" };
const START = Date.UTC(2026, 10, 20, 12);

/** The server's side of one sequence: its service, its clock, and its two tenants in a store that many share. */
export interface World {
  readonly service: ConsentService;
  readonly store: RelationalStore;
  readonly names: readonly [string, string];
  now(): number;
  wait(ms: number): void;
  toTenant(index: 0 | 1, config: ModelConfig): TenantRow;
}

export interface WorldParts {
  readonly store: RelationalStore;
  readonly cache: Cache;
  readonly isAlone: boolean;
}

let worlds = 0;

export function createWorld({ store, cache, isAlone }: WorldParts): World {
  const number = ++worlds;
  const code = number.toString(36).padStart(7, "0");
  const names = [`${code}A`, `${code}B`] as const;
  let now = START;
  let drawn = 0;
  // Not secret, and never the same twice: a failure can be run again.
  const random = (bytes: number): Uint8Array =>
    createHash("sha512").update(`${number} ${++drawn}`).digest().subarray(0, bytes);
  const service = createConsentService({ store, cache, isAlone, now: () => now, random, announce: async () => {} });
  return {
    service,
    store,
    names,
    now: () => now,
    wait: (ms) => {
      now += ms;
    },
    toTenant: (index, config) => toTenantRow(names[index], config),
  };
}

function toTenantRow(name: string, { version, policy, renewalDays, categories }: ModelConfig): TenantRow {
  const row = createTenantRow({ tenantId: name });
  return {
    ...row,
    code: name,
    configVersion: version,
    configHash: `hash-${version}`,
    config: {
      ...row.config,
      policy_version: policy,
      banner: { ...row.config.banner, consent_renewal_days: renewalDays },
      categories: categories.map(({ id, isRequired, isSold }) => ({
        ...{ id, name: id, description: "", cookies: [], vendors: [], services: [] },
        required: isRequired,
        sells_data: isSold,
      })),
    },
  };
}
