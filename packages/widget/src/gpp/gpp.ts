import { isSaleOptedOut, toGppState } from "@cookiehub/schemas/signals";
import type { GppConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import { startPageApi, toGppParameters } from "../iab/page-api.ts";
import type { SignalInterface } from "../iab/signal-interface.ts";
import { NOTICE_KEY } from "../state/notice.ts";
import { createGppCommands, type GppCommands } from "./commands.ts";
import { toStanding } from "./page-facts.ts";
import type { GppStage } from "./signal.ts";

/**
 * Puts `__gpp` into the page in place of its stub. Where another CMP answers already, it stays: two would tell different
 * stories.
 */
export function createGpp(host: AddOnHost, policy: GppConfig): SignalInterface {
  const { api, onError } = host;
  const readStage = createStageReader(host, policy);
  let commands: GppCommands | undefined;
  const isOurs = startPageApi(window, {
    ...{ name: "__gpp", toParameters: toGppParameters, onError },
    createCall(early) {
      commands = createGppCommands(early, onError);
      return commands.call;
    },
  });
  // A page that guards its function keeps it, and the listeners of its stub hear one story.
  if (!isOurs) commands = undefined;
  const update = () => {
    try {
      commands?.tell(readStage());
    } catch (error) {
      // Whoever waits for us has to hear that no answer will come (G5).
      commands?.tell(null);
      onError(error);
    }
  };
  api.on("show", update);
  api.on("hide", update);
  update();
  return { update, call: commands?.call };
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
    const state = toGppState({ location, policy, facts: { isNotified, isOptedOut, gpc } });
    return { isShown: view !== "none", isReady: isReady || state.sectionList.length === 0, state };
  };
}
