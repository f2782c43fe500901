import { type ConsentModeState, toConsentMode } from "@cookiehub/schemas/rules";
import type { CategoryChoices, GoogleConsentModeConfig } from "@cookiehub/schemas/types";

type DataLayer = { push(entry: unknown): unknown } & ArrayLike<unknown>;
type Command = ArrayLike<unknown> | null | undefined;

/** Tells Google tags what may run, through `window.dataLayer`. */
export interface ConsentModeSignals {
  /** Pushes one `update` (C6, C7); a `default` goes first where the page has none. */
  update(choices: CategoryChoices): void;
  /** Pushes what is missing of the head stub: the `default`, so that no later command finds none (C2), and the settings. */
  ensureDefault(): void;
}

/**
 * Creates the signals of one page. With Consent Mode off, nothing is ever pushed. Where a Tag Manager template has set the
 * defaults itself and hands over `onState`, it is given each state in place of a command (C13).
 */
export function createConsentMode(
  config: GoogleConsentModeConfig,
  onState?: (state: ConsentModeState) => void,
): ConsentModeSignals {
  const ensureDefault = () => {
    if (!config.enabled || onState) return;
    // One for some places alone leaves the rest without (C5).
    if (!hasCommand("consent", "default", (body) => !body?.region))
      gtag("consent", "default", { ...toConsentMode({}, {}), wait_for_update: config.wait_for_update_ms });
    if (config.ads_data_redaction) ensureSet("ads_data_redaction");
    if (config.url_passthrough) ensureSet("url_passthrough");
    if (config.developer_id) ensureSet(`developer_id.${config.developer_id}`);
  };
  return {
    ensureDefault,
    update(choices) {
      if (!config.enabled) return;
      ensureDefault();
      const state = toConsentMode(config.mapping, choices);
      if (onState) onState(state);
      else gtag("consent", "update", state);
    },
  };
}

// What the page says of it itself stays as it is.
function ensureSet(name: string): void {
  if (!hasCommand("set", name)) gtag("set", name, true);
}

// Google reads the `arguments` object only; an array in its place is ignored (C3).
export function gtag(..._command: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: see above
  dataLayer().push(arguments);
}

function dataLayer(): DataLayer {
  const host = window as { dataLayer?: DataLayer };
  host.dataLayer ??= [];
  return host.dataLayer;
}

function hasCommand(
  name: string,
  kind: string,
  isMeant: (body: { region?: unknown } | undefined) => boolean = () => true,
): boolean {
  return Array.from(dataLayer()).some((entry) => {
    const command = entry as Command;
    return command?.[0] === name && command[1] === kind && isMeant(command[2] as { region?: unknown } | undefined);
  });
}
