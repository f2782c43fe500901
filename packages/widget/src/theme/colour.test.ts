import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { THEMES } from "../ui/theme.ts";
import { readContrast, toReadable } from "./colour.ts";
import { toReadableColors } from "./readable-colors.ts";

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
const theme = fc.constantFrom("light", "dark");

/** What a visitor sees: the theme's own values where the tenant's are silent. */
const toSeen = (name: "light" | "dark", wanted: Parameters<typeof toReadableColors>[1]) => {
  const base = THEMES[name];
  return { ...base, accent: base.text, "on-accent": base.surface, on: base.focus, ...toReadableColors(name, wanted) };
};

describe("colours", () => {
  test("L2: whatever the accent, the button stands out by 5:1 and its words by 7:1, in both themes, hovered too", () => {
    fc.assert(
      fc.property(theme, colour, (name, accent) => {
        const seen = toSeen(name, { accent });
        expect(readContrast(seen.accent, seen.surface)).toBeGreaterThanOrEqual(5);
        expect(readContrast(seen.accent, seen["on-accent"])).toBeGreaterThanOrEqual(7);
        expect(readContrast(seen.hover, seen["on-accent"])).toBeGreaterThanOrEqual(7);
        expect(readContrast(seen.on, seen.surface)).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  test("whatever colours a tenant mixes, text, buttons and the focus ring can be read", () => {
    const parts = { surface: colour, text: colour, muted: colour, accent: colour, "on-accent": colour, hover: colour };
    fc.assert(
      fc.property(theme, fc.record(parts, { requiredKeys: [] }), (name, wanted) => {
        const seen = toSeen(name, wanted);
        const best = Math.max(readContrast("#000000", seen.surface), readContrast("#ffffff", seen.surface));
        // On a surface of middle brightness nothing reaches 7:1: then it is black or white.
        const textMin = Math.min(7, best) - 0.01;
        expect(readContrast(seen.muted, seen.surface)).toBeGreaterThanOrEqual(textMin);
        expect(readContrast(seen.accent, seen.surface)).toBeGreaterThanOrEqual(Math.min(5, best) - 0.01);
        expect(readContrast(seen.focus, seen.surface)).toBeGreaterThanOrEqual(Math.min(5, best) - 0.01);
        expect(readContrast(seen.accent, seen["on-accent"])).toBeGreaterThanOrEqual(textMin);
        expect(readContrast(seen.hover, seen["on-accent"])).toBeGreaterThanOrEqual(textMin);
      }),
    );
  });

  test("an accent that is readable already stays as it is", () => {
    expect(toReadableColors("light", { accent: "#123a8c" })).toMatchObject({
      accent: "#123a8c",
      "on-accent": "#ffffff",
      hover: "#123a8c",
    });
    expect(toReadable("#123a8c", ["#ffffff"], 7)).toBe("#123a8c");
  });

  test("what is not a colour is left out", () => {
    for (const text of ["", "red", "#fff", "#12345g", "#ffffff;}*{display:none"])
      expect(JSON.stringify(toReadableColors("light", { surface: text }))).not.toContain(`"${text}"`);
  });

  test("the built-in themes hold: text >= 7:1, controls >= 4.5:1", () => {
    for (const built of [THEMES.light, THEMES.dark]) {
      for (const name of ["text", "muted"] as const)
        expect(readContrast(built[name], built.surface)).toBeGreaterThanOrEqual(7);
      expect(readContrast(built.surface, built.hover)).toBeGreaterThanOrEqual(7);
      for (const name of ["off", "focus", "good"] as const)
        expect(readContrast(built[name], built.surface)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
