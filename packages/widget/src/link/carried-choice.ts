import { toChoices } from "@cookiehub/schemas/rules";
import type { ConsentTransferRedeemAnswer, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";

/**
 * Makes the choice that a link carries this browser's own, under its own device id (decision 0036). `null` where the answer
 * cannot be read or has run out: it came over the network.
 */
export function toCarriedChoice(
  setup: Pick<ResolvedConfig, "tenant_id" | "config" | "config_version">,
  deviceId: string,
  answer: Partial<ConsentTransferRedeemAnswer>,
  nowMs: number,
): StoredChoice | null {
  const { categories, policy_version, banner } = setup.config;
  const decision = Object(answer.decision) as Partial<ConsentTransferRedeemAnswer["decision"]>;
  const decidedAtMs = toSecond(decision.decided_at);
  const expiresAtMs = toSecond(answer.expires_at);
  if (decidedAtMs <= 0 || decidedAtMs > nowMs || expiresAtMs <= nowMs || decision.policy_version !== policy_version) {
    return null;
  }
  const said = Object(decision.categories) as Record<string, boolean>;
  const decided = toChoices(categories, said);
  const optional = categories.filter(({ id, required }) => !required && Object.hasOwn(said, id));
  const known = new Set(categories.flatMap((category) => category.services.map(({ id }) => id)));
  const services = Object.entries(Object(decision.services) as Record<string, unknown>).filter(
    (entry): entry is [string, boolean] => known.has(entry[0]) && typeof entry[1] === "boolean",
  );
  return {
    ...{ tenantId: setup.tenant_id, deviceId, decidedAtMs, expiresAtMs },
    ...{ policyVersion: policy_version, bannerVersion: banner.version },
    ...{ configVersion: decision.config_version ?? setup.config_version, method: "import", gpc: decision.gpc === true },
    // What the other page did not show is not decided here: it is asked about.
    granted: optional.filter(({ id }) => decided[id]).map(({ id }) => id),
    denied: optional.filter(({ id }) => !decided[id]).map(({ id }) => id),
    services: Object.fromEntries(services),
  };
}

// The cookie keeps whole seconds.
function toSecond(time: unknown): number {
  const ms = Date.parse(String(time));
  return Number.isFinite(ms) ? Math.floor(ms / 1000) * 1000 : 0;
}
