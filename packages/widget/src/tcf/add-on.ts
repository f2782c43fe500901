import type { ConsentModeState } from "@cookiehub/schemas/rules";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import { createConsentMode, gtag } from "../consent-mode.ts";
import { AD_TYPES, type AdMode, isRefusal, readKeptOf, toRunOut } from "./kept-string.ts";
import type { Tcf } from "./runtime.ts";

/**
 * What of the TCF has to be there from the start: a choice holds only with its string beside it, Google's tags hear what the
 * string says (C17), and the rest is loaded. Nothing waits for that but the first layer, which has to name purposes and
 * vendors (T84, T85); while it is not there, `__tcfapi` is a stub, which reads as no consent (T14).
 */
export function createAddOn({ tcf, config }: ResolvedConfig): AddOn {
  let host: AddOnHost | undefined;
  let ownAtMs = 0;
  let loaded: Tcf | undefined;
  let loading: Promise<Tcf> | undefined;
  let latest: ConsentModeState | undefined;
  let told = "";
  let onTc: (() => void) | undefined;
  const tellGoogle = () => {
    if (!host || !latest) return;
    const state = tcf?.applies ? { ...latest, ...toAdState(loaded ? loaded.readMode() : readMode(host)) } : latest;
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    const onState = findOther(host, own);
    if (onState) onState(state);
    else gtag("consent", "update", state);
  };
  const onMode = () => {
    tellGoogle();
    onTc?.();
  };
  const own: AddOn = {
    name: "tcf",
    start(given) {
      host = given;
      if (tcf?.applies) expireWithoutString(given);
      const { store, platform } = given;
      const { decide } = store;
      store.decide = (choices, method) => {
        const choice = decide(choices, method);
        ownAtMs = choice.decidedAtMs;
        return choice;
      };
      if (!findOther(given, own)) createConsentMode(config.google_consent_mode).ensureDefault();
      // Beside the rest, which would ask for it next. It says itself where it cannot be had.
      if (tcf?.applies && store.isAsking()) platform.load("tcf-asking").catch(() => {});
      loading = platform.load("tcf").then(({ createTcf }) => {
        const made = createTcf(given, { readOwnAtMs: () => ownAtMs, onMode });
        loaded = made;
        // What it knows of the kept string may be less than was told by its mode alone.
        onMode();
        return made;
      });
      loading.catch(given.onError);
    },
    onConsent: () => loaded?.update(),
    onConsentMode(state) {
      latest = state;
      tellGoogle();
    },
    toSignals(decidedAtMs) {
      const past = host?.store.past();
      const kept = host && past?.decidedAtMs === decidedAtMs ? readKeptOf(host.storage, past) : null;
      return kept ? { tc_string: kept.tcString } : {};
    },
    followTc(onChange) {
      onTc = onChange;
      // A file that cannot be had was told already.
      return loading?.catch(() => undefined);
    },
    // A file that cannot be had was told already; the question comes all the same.
    whenReady: () =>
      Promise.resolve(loading).then(
        (made) => made?.whenFirstLayer(),
        () => {},
      ),
  };
  return own;
}

/** How long another tab, which may have to load the list, is given to make the string of its choice. */
const MAKING_MS_MAX = 10_000;

/**
 * Nobody can show what was agreed to: as good as run out (T68). What needs no string: a choice of the browser's signal, a
 * refusal (who cannot load the rest would be asked on every page), one that came from elsewhere (it comes again on every page),
 * and one whose string may still be made.
 */
function expireWithoutString({ store, storage, platform }: AddOnHost): void {
  const past = store.past();
  if (!past || !store.isDecided() || isRefusal(past) || ["gpc", "import"].includes(past.method)) return;
  const isFresh = Math.abs(platform.now() - past.decidedAtMs) < MAKING_MS_MAX;
  if (!isFresh && !readKeptOf(storage, past)) store.replace(toRunOut(past));
}

/** Another receiver of these states: a Tag Manager template (C13). */
function findOther({ platform }: AddOnHost, own: AddOn): AddOn["onConsentMode"] {
  return platform.addOns.find((addOn) => addOn !== own && addOn.onConsentMode)?.onConsentMode;
}

/** What the kept string says. Without one nobody was named to the visitor, and its string will say no (T61, C17). */
function readMode({ store, storage }: AddOnHost): AdMode {
  return (store.isDecided() && readKeptOf(storage, store.past())?.mode) || "000";
}

function toAdState(mode: AdMode): Partial<ConsentModeState> {
  return Object.fromEntries(AD_TYPES.map((type, index) => [type, mode[index] === "1" ? "granted" : "denied"]));
}
