import type { Screen, ScreenOptions } from "./screen.ts";

// What the server takes for a language; anything else would cost the decision its record.
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z\d]{2,8}){0,3}$/;

/** Creates the screen of a page that brings its own: it says what language the page speaks, and shows nothing. */
export function createNoScreen({ setup, platform }: Pick<ScreenOptions, "setup" | "platform">): Screen {
  const nothing = () => {};
  return {
    ui: null,
    view: () => "none",
    // Its words are its own, whatever languages the tenant offers.
    language: () =>
      [platform.language, document.documentElement.lang].find((tag) => tag && LANGUAGE.test(tag)) ??
      setup.config.languages[0] ??
      "en",
    whenReady: Promise.resolve(),
    ...{ showBanner: nothing, showReopen: nothing, openPreferences: nothing, settle: nothing },
  };
}
