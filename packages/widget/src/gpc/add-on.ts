import type { AddOn, AddOnHost } from "../add-on.ts";
import { toGiven } from "../state/given-choices.ts";
import { toSignalAnswer } from "./signal-answer.ts";

/** Lets the browser's signal decide where the tenant wants it to, before the first signal, tag and banner (P5, P9). */
export function createAddOn(): AddOn {
  return { name: "gpc", start: answer };
}

function answer({ setup, store, record }: AddOnHost): void {
  const said = toSignalAnswer(setup, store.past(), store.isDecided(), store.gpc);
  if (!said) return;
  const now = { categories: store.choices(), services: store.services() };
  record(store.decide(toGiven(setup.config.categories, now, said), "gpc"));
}
