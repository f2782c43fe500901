import type { RegulationModel } from "@cookiehub/schemas/types";
import type { ConsentSnapshot } from "../api.ts";

/** What a page has shown of the widget, and shows. */
export interface PageFacts extends Pick<ConsentSnapshot, "view" | "decided"> {
  readonly model: RegulationModel;
  /** The visitor was told before now, here or on an earlier page, that they can opt out. */
  readonly wasNotified: boolean;
  readonly isOptedOut: boolean;
}

/** What follows for a section that applies. */
export interface PageStanding {
  /** The visitor knows that they can opt out. A first layer that only informs does not tell them; the settings do. */
  readonly isNotified: boolean;
  /**
   * What the section says may be acted on (G20). While the visitor is asked, it may not. Where silence is permission the first
   * layer is a notice and no question: what holds without a choice is valid (G21), once it can be said of somebody who was
   * told that they can opt out.
   */
  readonly isReady: boolean;
}

/** Says how a visitor stands to what the page has shown them. */
export function toStanding({ view, decided, model, wasNotified, isOptedOut }: PageFacts): PageStanding {
  const isSetting = view === "preferences";
  const isInformed = model === "notice";
  const isNotified = wasNotified || decided || isSetting || (view === "banner" && !isInformed);
  const isAnswered = model === "opt-in" ? decided && view === "none" : isInformed || isOptedOut || isNotified;
  return { isNotified, isReady: !isSetting && isAnswered };
}
