import type { BannerConfig } from "@cookiehub/schemas/types";
import type { ConsentView } from "../api.ts";
import type { PageTexts } from "../languages/page-texts.ts";
import type { Texts } from "../languages/texts.ts";
import type { ScreenOptions } from "../ui/screen.ts";
import type { Ui } from "../ui/ui.ts";
import type { Kept } from "./keeper.ts";

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

export interface AftercareOptions
  extends Pick<ScreenOptions, "setup" | "platform" | "snapshot" | "onDecide" | "onError"> {
  readonly ui: Ui;
  readonly texts: PageTexts;
  readonly readBanner: () => Kept | null;
  readonly setView: (view: ConsentView) => void;
}

/** What follows the first layer: it stays in the page and is fair, the settings open, and a button brings them back. */
export interface Aftercare {
  /** Keeps the first layer in the page, and looks, when it has been painted, at what is really seen of it. */
  keep(banner: Kept): void;
  /** The first layer is gone: whatever else is shown goes too, but the re-open button. `isFocused` gives it the focus. */
  settle(banner: Kept | null, isFocused: boolean): void;
  showReopen(): void;
  openPreferences(): void;
  prefetchPreferences(): void;
}

/** The chunk of what follows the first layer. */
export interface AftercareModule {
  createAftercare(options: AftercareOptions): Aftercare;
}
