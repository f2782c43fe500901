import { toPageLanguage } from "../languages/page-language.ts";
import type { Screen, ScreenOptions } from "./screen.ts";

/** Creates the screen of a page that brings its own: it says what the page asks for, and shows nothing. */
export function createNoScreen({ setup, platform }: Pick<ScreenOptions, "setup" | "platform">): Screen {
  const language = toPageLanguage(setup.config, platform.language);
  const nothing = () => {};
  return {
    ui: null,
    view: () => "none",
    language: () => language,
    whenReady: Promise.resolve(),
    ...{ showBanner: nothing, showReopen: nothing, openPreferences: nothing, settle: nothing },
  };
}
