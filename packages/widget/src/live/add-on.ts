import type { LiveAddOn } from "../chunks.ts";

/** In the making. */
export function createAddOn(): LiveAddOn {
  return { name: "live", identify() {}, forget() {} };
}
