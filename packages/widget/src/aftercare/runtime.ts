import type { BannerConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import type { Kept } from "../ui/keeper.ts";
import type { Ui } from "../ui/ui.ts";

export interface ReopenProps {
  readonly ui: Ui;
  readonly banner: Pick<BannerConfig, "reopen_position">;
  readonly texts: Texts;
  readonly onOpen: () => void;
  /** The visitor is likely to open the preferences. */
  readonly onNear: () => void;
}

export interface FairnessProps {
  /** Of the first layer, with accept and reject. */
  readonly host: HTMLElement;
  readonly ui: Pick<Ui, "createFrame" | "sheets">;
  readonly onError: (error: unknown) => void;
}

/** The chunk of what follows the first layer. */
export interface AftercareModule {
  createReopen(props: ReopenProps): Kept;
  checkFairness(props: FairnessProps): Promise<void>;
  prefetchWhenIdle(host: HTMLElement, prefetch: () => void): void;
}
