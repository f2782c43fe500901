import type { AddOn, AddOnHost, SentSignals } from "../add-on.ts";
import type { SignalInterface } from "./signal-interface.ts";

/**
 * Has the interfaces of the IAB loaded, and tells them of each change before the listeners of the page and its tags. Nothing
 * waits for them: until they are there, and where they cannot be had, the stub goes on saying that it is not ready.
 */
export function createAddOn(): AddOn {
  let gpp: SignalInterface | undefined;
  let store: AddOnHost["store"] | undefined;
  return {
    name: "iab",
    start(host) {
      store = host.store;
      const policy = host.setup.config.gpp;
      if (!policy) return;
      host.platform
        .load("gpp")
        .then((loaded) => {
          gpp = loaded.createGpp(host, policy);
        })
        .catch(host.onError);
    },
    onConsent: () => gpp?.update(),
    toSignals(decidedAtMs) {
      let sent: SentSignals = {};
      // What is told now belongs to the last decision alone.
      if (store?.past()?.decidedAtMs === decidedAtMs)
        gpp?.call?.("ping", (data) => {
          const { gppString, sectionList } = data as { readonly gppString: string; readonly sectionList: number[] };
          if (sectionList.length > 0) sent = { gpp_string: gppString };
        });
      return sent;
    },
  };
}
