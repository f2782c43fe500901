import { toConsentMode } from "@cookiehub/schemas/rules";
import type { CategoryChoices, GoogleConsentModeConfig } from "@cookiehub/schemas/types";

type DataLayer = { push(entry: unknown): unknown } & ArrayLike<unknown>;

/** Tells Google tags what may run, through `window.dataLayer`. */
export interface ConsentModeSignals {
  /** Pushes one `update` (C6, C7); a `default` goes first where the page has none. */
  update(choices: CategoryChoices): void;
  /** Pushes the `default` where the head stub is missing, so that no later command finds none (C2). */
  ensureDefault(): void;
}

/** Creates the signals of one page. With Consent Mode off, nothing is ever pushed. */
export function createConsentMode(config: GoogleConsentModeConfig): ConsentModeSignals {
  const ensureDefault = () => {
    if (!config.enabled || hasDefault()) return;
    gtag("consent", "default", { ...toConsentMode({}, {}), wait_for_update: config.wait_for_update_ms });
    if (config.ads_data_redaction) gtag("set", "ads_data_redaction", true);
    if (config.url_passthrough) gtag("set", "url_passthrough", true);
  };
  return {
    ensureDefault,
    update(choices) {
      if (!config.enabled) return;
      ensureDefault();
      gtag("consent", "update", toConsentMode(config.mapping, choices));
    },
  };
}

// Google reads the `arguments` object only; an array in its place is ignored (C3).
function gtag(..._command: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: see above
  dataLayer().push(arguments);
}

function dataLayer(): DataLayer {
  const host = window as { dataLayer?: DataLayer };
  host.dataLayer ??= [];
  return host.dataLayer;
}

function hasDefault(): boolean {
  return Array.from(dataLayer()).some((entry) => {
    const command = entry as ArrayLike<unknown> | null | undefined;
    return command?.[0] === "consent" && command[1] === "default";
  });
}
