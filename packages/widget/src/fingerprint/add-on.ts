import type { AddOn } from "../add-on.ts";
import { readTraits, toFingerprint } from "./fingerprint.ts";

/** Gives a browser that has no device id one made of its traits instead of chance. */
export function createAddOn(): AddOn {
  return { name: "fingerprint", createDeviceId: () => toFingerprint(readTraits()) };
}
