import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { BrowserStorage } from "../storage.ts";

/** Whether the visitor has put a notice away. That decides nothing (L3); it only ends the repetition. */
export interface Notice {
  isClosed(): boolean;
  /** Remembers the visitor's own click for as long as the tab lives; where silence is refusal there is no such click. */
  close(): void;
}

/** Holds the `policy_version` of the notice that was closed. */
export const NOTICE_KEY = "cookiehub_notice";

/** Opens the memory of this tab. */
export function createNotice(
  { config, regulation }: Pick<ResolvedConfig, "config" | "regulation">,
  storage: Pick<BrowserStorage, "readSessionItem" | "writeSessionItem">,
): Notice {
  return {
    isClosed: () => regulation.model !== "opt-in" && storage.readSessionItem(NOTICE_KEY) === config.policy_version,
    close: () => void storage.writeSessionItem(NOTICE_KEY, config.policy_version),
  };
}
