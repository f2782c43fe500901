import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readContrast, toAccentPair } from "./colour.ts";
import { THEMES } from "./theme.ts";

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("colours", () => {
  test("any accent is readable on any surface of ours: control >= 4.5:1, its text >= 7:1", () => {
    fc.assert(
      fc.property(colour, fc.constantFrom(THEMES.light.surface, THEMES.dark.surface), (accent, surface) => {
        const pair = toAccentPair(accent, surface);
        expect(readContrast(pair?.accent ?? "", surface)).toBeGreaterThanOrEqual(4.5);
        expect(readContrast(pair?.accent ?? "", pair?.onAccent ?? "")).toBeGreaterThanOrEqual(7);
      }),
    );
  });

  test("an accent that is readable already stays as it is", () => {
    expect(toAccentPair("#123a8c", "#ffffff")).toEqual({ accent: "#123a8c", onAccent: "#ffffff" });
  });

  test("what is not a colour is refused", () => {
    for (const text of ["", "red", "#fff", "#12345g", "#ffffff;}*{display:none"])
      expect(toAccentPair(text, "#ffffff")).toBeNull();
  });

  test("the built-in themes hold: text >= 7:1, controls >= 4.5:1", () => {
    for (const theme of [THEMES.light, THEMES.dark]) {
      for (const name of ["text", "muted"] as const)
        expect(readContrast(theme[name], theme.surface)).toBeGreaterThanOrEqual(7);
      expect(readContrast(theme["on-accent"], theme.accent)).toBeGreaterThanOrEqual(7);
      expect(readContrast(theme["on-accent"], theme.hover)).toBeGreaterThanOrEqual(7);
      for (const name of ["on", "off", "focus", "good", "accent"] as const)
        expect(readContrast(theme[name], theme.surface)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
