import { SIGNAL_STRING_LENGTH_MAX } from "@cookiehub/schemas/signals";
import type { AddOn, AddOnHost, SentSignals } from "../add-on.ts";
import type { SignalInterface } from "./signal-interface.ts";

/** What is read of a ping. */
type Said = {
  readonly gppString: string;
  readonly sectionList: readonly number[];
  readonly signalStatus: string;
};

/**
 * Has the interfaces of the IAB loaded, and tells them of each change before the listeners of the page and its tags. Nothing
 * waits for them: until they are there, and where they cannot be had, the stub goes on saying that it is not ready.
 */
export function createAddOn(): AddOn {
  let gpp: SignalInterface | undefined;
  let host: AddOnHost | undefined;
  const update = () => gpp?.update();
  return {
    name: "iab",
    start(given) {
      host = given;
      const { setup, platform, onError } = given;
      const { gpp: policy } = setup.config;
      if (!policy) return;
      Promise.all([
        platform.load("gpp"),
        // Elsewhere nobody pays for it.
        setup.tcf?.applies ? platform.load("gpp-tcf").then((loaded) => loaded.createTcfLink(given, update)) : undefined,
      ])
        .then(([loaded, link]) => {
          gpp = loaded.createGpp(given, policy, link);
        })
        .catch(onError);
    },
    onConsent: update,
    toSignals(decidedAtMs) {
      let sent: SentSignals = {};
      // What is told now belongs to the last decision alone.
      if (host?.store.past()?.decidedAtMs === decidedAtMs)
        gpp?.call("ping", (data) => {
          const { gppString, sectionList, signalStatus } = data as Said;
          // A string of the TCF is made after the choice, and the one before it is another decision's.
          const isOwn = !host?.setup.tcf?.applies || signalStatus === "ready";
          if (isOwn && sectionList.length > 0 && gppString.length <= SIGNAL_STRING_LENGTH_MAX)
            sent = { gpp_string: gppString };
        });
      return sent;
    },
  };
}
