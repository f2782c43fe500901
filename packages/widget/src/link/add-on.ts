import type { AddOn } from "../add-on.ts";

/** In the making. */
export function createAddOn(): AddOn {
  return { name: "link" };
}
