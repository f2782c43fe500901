import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { toArguments } from "./queue.ts";
import { createReceiver } from "./receiver.ts";

type Clarity = ((...command: unknown[]) => void) & { q?: IArguments[] };

/** Microsoft Clarity, consent API v2. Source: learn.microsoft.com/clarity. */
export function createAddOn(setup: ResolvedConfig): AddOn {
  return createReceiver(setup, {
    name: "microsoft-clarity",
    toMessage: (state) => ({ ad_Storage: state.ad_storage, analytics_Storage: state.analytics_storage }),
    tell: (message) => openClarity()("consentv2", message),
  });
}

// The snippet takes over a function that is there, and its library what waits in `q`.
function openClarity(): Clarity {
  const page = window as { clarity?: Clarity };
  if (typeof page.clarity !== "function") {
    const queue: Clarity = (...command) => {
      queue.q ??= [];
      queue.q.push(toArguments(...command));
    };
    page.clarity = queue;
  }
  return page.clarity;
}
