import { isSaleOptedOut, toGppState } from "@cookiehub/schemas/signals";
import type { GppConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import { type PageCall, startPageApi, toGppParameters } from "../iab/page-api.ts";
import type { SignalInterface } from "../iab/signal-interface.ts";
import { NOTICE_KEY } from "../state/notice.ts";
import { createGppCommands, type GppCommands } from "./commands.ts";
import { toStanding } from "./page-facts.ts";
import type { GppStage } from "./signal.ts";
import type { TcfLink } from "./tcf-link.ts";

/**
 * Puts `__gpp` into the page in place of its stub. Where another CMP answers already, it stays: two would tell different
 * stories. `link` puts in what the TCF says, where it applies.
 */
export function createGpp(host: AddOnHost, policy: GppConfig, link: TcfLink = (stage) => stage): SignalInterface {
  const { api, onError } = host;
  const readStage = createStageReader(host, policy);
  let commands: GppCommands | undefined;
  // Whoever is told may ask in turn, and is answered with what is being told.
  let isTelling = false;
  const update = () => {
    if (isTelling) return;
    isTelling = true;
    try {
      commands?.tell(link(readStage()));
      isTelling = false;
    } catch (error) {
      // Whoever waits for us has to hear that no answer will come, and nothing after it (G5).
      commands?.tell(null);
      onError(error);
    }
  };
  const call: PageCall = (...given) => {
    // A choice is told after the paint (D18). Whoever asks before that hears that it is not told yet, or what it is (G20).
    update();
    commands?.call(...(given as Parameters<GppCommands["call"]>));
  };
  const isOurs = startPageApi(window, {
    ...{ name: "__gpp", toParameters: toGppParameters, onError },
    createCall(early) {
      commands = createGppCommands(early, onError);
      return call;
    },
  });
  // A page that guards its function keeps it, and the listeners of its stub hear one story.
  if (!isOurs) commands = undefined;
  api.on("show", update);
  api.on("hide", update);
  update();
  return { update, call };
}

function createStageReader({ setup, storage, store, api }: AddOnHost, policy: GppConfig): () => GppStage {
  const { config, regulation } = setup;
  const { model, location } = regulation;
  let wasNotified = model === "opt-out" && storage.readSessionItem(NOTICE_KEY) === config.policy_version;
  // The browser's own signal alone: what a tenant takes for it is none (G37).
  const gpc = (navigator as { readonly globalPrivacyControl?: unknown }).globalPrivacyControl === true;
  return () => {
    const snapshot = api.getSnapshot();
    const { view, decided } = snapshot;
    const isOptedOut = isSaleOptedOut(config.categories, snapshot, store.gpc);
    const { isNotified, isReady } = toStanding({ view, decided, model, wasNotified, isOptedOut });
    wasNotified = isNotified;
    const facts = { isNotified, isOptedOut, gpc };
    const state = toGppState({ location, policy, facts, cmpId: setup.tcf?.cmp_id });
    return { isShown: view !== "none", isReady: isReady || !state.sectionList[0], state };
  };
}
