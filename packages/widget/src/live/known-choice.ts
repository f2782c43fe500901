import type { CategoryConfig, ConsentCheckAnswer, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";

const DAY_MS = 86_400_000;

/**
 * Puts what the server knows of this device, or of its user, into the shape the browser keeps. Where the visitor has to be
 * asked, only refusals are left: they outlive what they were part of. `null` where there is nothing to keep, and where
 * the answer cannot be read: it came over the network.
 */
export function toKnownChoice(
  setup: Pick<ResolvedConfig, "tenant_id" | "config" | "config_version">,
  deviceId: string,
  answer: Partial<ConsentCheckAnswer>,
  nowMs: number,
): StoredChoice | null {
  const { config } = setup;
  const { consent_timestamp, expires_at, banner_config, categories, services } = answer;
  if (typeof categories !== "object" || categories === null) return null;
  const optional = config.categories.filter((category) => !category.required);
  const isGranted = ({ id }: CategoryConfig) => Object.hasOwn(categories, id) && categories[id]?.consented === true;
  const denied = optional.filter((category) => !isGranted(category)).map(({ id }) => id);
  const decidedAtMs = toSecond(Date.parse(consent_timestamp ?? ""));
  const expiresAtMs = toSecond(Date.parse(expires_at ?? ""));
  const isKnown = decidedAtMs > 0 && expiresAtMs > decidedAtMs && banner_config?.show_banner === false;
  if (!isKnown && denied.length === 0) return null;
  const asked = toSecond(nowMs) - DAY_MS;
  return {
    tenantId: setup.tenant_id,
    deviceId,
    decidedAtMs: isKnown ? decidedAtMs : asked,
    // One that has run out: it allows nothing, and is asked about again.
    expiresAtMs: isKnown ? expiresAtMs : asked + 1000,
    policyVersion: config.policy_version,
    bannerVersion: config.banner.version,
    configVersion: setup.config_version,
    method: "import",
    gpc: false,
    granted: isKnown ? optional.filter(isGranted).map(({ id }) => id) : [],
    denied,
    services: isKnown ? toServices(config.categories, services) : {},
  };
}

function toServices(categories: readonly CategoryConfig[], services: unknown): Record<string, boolean> {
  const known: Record<string, boolean> = {};
  for (const { id } of categories.flatMap((category) => category.services)) {
    const state = Object.hasOwn(Object(services), id) ? Reflect.get(Object(services), id) : undefined;
    if (typeof state === "boolean") known[id] = state;
  }
  return known;
}

// The cookie keeps whole seconds.
function toSecond(ms: number): number {
  return Number.isFinite(ms) ? Math.floor(ms / 1000) * 1000 : 0;
}
