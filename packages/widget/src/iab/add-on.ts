import type { AddOn } from "../add-on.ts";
import type { SignalInterface } from "./signal-interface.ts";

/**
 * Has the interfaces of the IAB loaded, and tells them of each change before the listeners of the page and its tags. Nothing
 * waits for them: until they are there, and where they cannot be had, the stub goes on saying that it is not ready.
 */
export function createAddOn(): AddOn {
  let gpp: SignalInterface | undefined;
  return {
    name: "iab",
    start(host) {
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
  };
}
