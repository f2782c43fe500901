import { type TcfPart, toTcfSubsections, withTcf } from "@cookiehub/schemas/signals";
import type { AddOnHost } from "../add-on.ts";
import type { GppStage } from "./signal.ts";

/** Puts what the TCF says at this moment into what `__gpp` says. */
export type TcfLink = (stage: GppStage) => GppStage;

/**
 * Has `__gpp` tell section 2. Waits for the TCF of the page, so that a choice of an earlier page is there from the first word
 * (G18); where it cannot be had, nothing is ever ready. `onChange`: what it says may have changed.
 */
export async function createTcfLink({ platform }: AddOnHost, onChange: () => void): Promise<TcfLink> {
  const tcf = await platform.addOns.find((addOn) => addOn.followTc)?.followTc?.(onChange);
  let part: TcfPart | null = null;
  return ({ isShown, isReady, state }) => {
    const told = tcf?.readTc();
    // Made once for each string: vendors are many, and callers ask often.
    if (!told) part = null;
    else if (told.tcString !== part?.tcString) {
      part = { tcString: told.tcString, subsections: toTcfSubsections(told.model) };
    }
    return { isShown, isReady: isReady && !isShown && told?.isSettled === true, state: withTcf(state, part) };
  };
}
