import type { BannerConfig } from "@cookiehub/schemas/types";

/** What the two themes differ in; each name is a part of `THEME_COLORS`. Text on `surface` has a contrast >= 7:1. */
export const THEMES = {
  light: {
    surface: "#ffffff",
    soft: "#f4f5f7",
    text: "#17181d",
    muted: "#50545e",
    line: "#e1e3e8",
    edge: "#d3d6dd",
    hover: "#34363f",
    off: "#6a6e79",
    focus: "#1d4ed8",
    good: "#10693a",
  },
  dark: {
    surface: "#17181d",
    soft: "#21232b",
    text: "#f4f5f7",
    muted: "#b4b8c2",
    line: "#2d3039",
    edge: "#3d414c",
    hover: "#d5d8df",
    off: "#8a8e99",
    focus: "#9db4ff",
    good: "#7ddba3",
  },
} as const;

/** What other parts are where nothing else is said. */
const DERIVED = {
  accent: "var(--ch-text)",
  "on-accent": "var(--ch-surface)",
  on: "var(--ch-focus)",
  "on-knob": "var(--ch-surface)",
};

const SYSTEM_FONT = "system-ui,sans-serif";

/**
 * Writes a tenant's theme as the text of a style sheet for a shadow root. Each value is a custom property `--ch-{part}`;
 * a page's own `--cookiehub-{part}` comes before it.
 */
export function toThemeCss({ theme, colors, radius, font }: BannerConfig): string {
  const toRule = (name: keyof typeof THEMES) => {
    const values = {
      ...{ ...DERIVED, ...THEMES[name], ...colors?.[name] },
      ...{ radius: `${radius ?? 12}px`, font: font ?? SYSTEM_FONT },
    };
    const properties = Object.entries(values).map(([key, value]) => `--ch-${key}:var(--cookiehub-${key},${value});`);
    return `:host{color-scheme:${name}!important;${properties.join("")}}`;
  };
  if (theme !== "auto") return toRule(theme);
  return `${toRule("light")}@media (prefers-color-scheme:dark){${toRule("dark")}}`;
}
