import type { BannerConfig } from "@cookiehub/schemas/types";
import { toAccentPair } from "./colour.ts";

/** The colours of one theme; each name is a custom property `--ch-...`. Text on `surface` has a contrast >= 7:1. */
export const THEMES = {
  light: {
    scheme: "light",
    surface: "#ffffff",
    soft: "#f4f5f7",
    text: "#17181d",
    muted: "#50545e",
    line: "#e1e3e8",
    edge: "#d3d6dd",
    accent: "#17181d",
    "on-accent": "#ffffff",
    hover: "#34363f",
    on: "#1d4ed8",
    "on-knob": "#ffffff",
    off: "#6a6e79",
    focus: "#1d4ed8",
    good: "#10693a",
  },
  dark: {
    scheme: "dark",
    surface: "#17181d",
    soft: "#21232b",
    text: "#f4f5f7",
    muted: "#b4b8c2",
    line: "#2d3039",
    edge: "#3d414c",
    accent: "#f4f5f7",
    "on-accent": "#17181d",
    hover: "#d5d8df",
    on: "#9db4ff",
    "on-knob": "#0c1433",
    off: "#8a8e99",
    focus: "#9db4ff",
    good: "#7ddba3",
  },
} as const;

/** Writes the custom properties of a tenant's theme, as the text of a style sheet for a shadow root. */
export function toThemeCss({ theme, accent }: Pick<BannerConfig, "theme" | "accent">): string {
  const light = toRule("light", accent);
  const dark = toRule("dark", accent);
  if (theme === "light") return light;
  if (theme === "dark") return dark;
  return `${light}@media (prefers-color-scheme:dark){${dark}}`;
}

function toRule(name: keyof typeof THEMES, accent: string | undefined): string {
  const colours: Record<string, string> = { ...THEMES[name] };
  const pair = accent ? toAccentPair(accent, THEMES[name].surface) : null;
  if (pair) {
    Object.assign(colours, {
      accent: pair.accent,
      "on-accent": pair.onAccent,
      hover: pair.accent,
      on: pair.accent,
      "on-knob": pair.onAccent,
    });
  }
  return `:host{${Object.entries(colours)
    .map(([key, value]) => `--ch-${key}:${value};`)
    .join("")}}`;
}
