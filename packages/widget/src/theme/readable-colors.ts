import { THEME_COLORS } from "@cookiehub/schemas/constants";
import type { ThemeColor, ThemeColors } from "@cookiehub/schemas/types";
import { THEMES } from "../ui/theme.ts";
import { isColor, readContrast, toReadable } from "./colour.ts";

/** Contrast of what is read: DESIGN section 8, and 1.4.6 of WCAG 2.2. */
const TEXT_CONTRAST_MIN = 7;
/** Contrast of buttons, switches and the focus ring; WCAG 2.2 (1.4.11) asks for 3. */
const CONTROL_CONTRAST_MIN = 5;

/**
 * Corrects the colours that a tenant has set for one theme, each as little as it takes; what it has not set follows from
 * what it has. What is no colour such as `#1a4fd6` is left out. The answer names the parts that differ from the theme's.
 */
export function toReadableColors(theme: keyof typeof THEMES, wanted: ThemeColors): ThemeColors {
  const own: ThemeColors = {};
  for (const name of THEME_COLORS) {
    const colour = wanted[name];
    if (colour && isColor(colour)) own[name] = colour;
  }
  const base: Readonly<Record<string, string>> = THEMES[theme];
  const surface = own.surface ?? THEMES[theme].surface;
  const made: ThemeColors = { ...own };
  const correct = (name: ThemeColor, fallback: string, grounds: readonly string[], min: number): string => {
    const colour = toReadable(own[name] ?? fallback, grounds, min);
    if (own[name] || colour !== base[name]) made[name] = colour;
    return colour;
  };
  const soft = own.soft ?? base.soft ?? surface;
  const text = correct("text", THEMES[theme].text, [surface, soft], TEXT_CONTRAST_MIN);
  correct("muted", THEMES[theme].muted, [surface], TEXT_CONTRAST_MIN);
  correct("focus", THEMES[theme].focus, [surface], CONTROL_CONTRAST_MIN);
  correct("good", THEMES[theme].good, [soft], CONTROL_CONTRAST_MIN);
  correct("off", THEMES[theme].off, [surface], CONTROL_CONTRAST_MIN);
  // A button must stand out from the panel, and carry black or white words: what stands in between does neither.
  const accent = toButton(correct("accent", text, [surface], CONTROL_CONTRAST_MIN), surface);
  const onAccent = toReadable(own["on-accent"] ?? surface, [accent], TEXT_CONTRAST_MIN);
  Object.assign(made, { accent, "on-accent": onAccent });
  const hover = own.hover ?? (own.accent ? accent : base.hover) ?? accent;
  made.hover = readContrast(hover, onAccent) >= TEXT_CONTRAST_MIN ? hover : accent;
  if (own.accent || own.on) {
    made.on = correct("on", accent, [surface], CONTROL_CONTRAST_MIN);
    made["on-knob"] = toReadable(own["on-knob"] ?? surface, [made.on], CONTROL_CONTRAST_MIN);
  }
  return made;
}

// Black or white words reach 7:1 on every colour but those of middle brightness.
function toButton(accent: string, surface: string): string {
  const isReadable = ["#000000", "#ffffff"].some((words) => readContrast(accent, words) >= TEXT_CONTRAST_MIN);
  return isReadable ? accent : toReadable(accent, [surface], TEXT_CONTRAST_MIN);
}
