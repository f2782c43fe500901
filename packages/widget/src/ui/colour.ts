type Rgb = readonly [number, number, number];

/** An accent that can be read: the button's colour, and the text on it, as `#rrggbb`. */
export interface AccentPair {
  readonly accent: string;
  readonly onAccent: string;
}

const TEXT_CONTRAST_MIN = 7;
const CONTROL_CONTRAST_MIN = 4.5;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const STEPS = 50;

/**
 * Corrects a tenant's accent for one surface: contrast of the control to the surface >= 4.5:1, of its text >= 7:1
 * (WCAG 2.2, 1.4.6 and 1.4.11). The colour is moved away from the surface as little as needed.
 * Answers `null` when the text is not a colour such as `#1a4fd6`.
 */
export function toAccentPair(accent: string, surface: string): AccentPair | null {
  const wanted = fromHex(accent);
  const ground = fromHex(surface);
  if (!wanted || !ground) return null;
  const away = toContrast(ground, WHITE) > toContrast(ground, BLACK) ? WHITE : BLACK;
  for (let step = 0; step <= STEPS; step++) {
    const colour = mix(wanted, away, step / STEPS);
    const text = toContrast(colour, WHITE) >= toContrast(colour, BLACK) ? WHITE : BLACK;
    if (toContrast(colour, ground) >= CONTROL_CONTRAST_MIN && toContrast(colour, text) >= TEXT_CONTRAST_MIN) {
      return { accent: toHex(colour), onAccent: toHex(text) };
    }
  }
  return null;
}

/** Measures the contrast of two colours written as `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export function readContrast(one: string, other: string): number {
  return toContrast(fromHex(one) ?? BLACK, fromHex(other) ?? BLACK);
}

function toContrast(one: Rgb, other: Rgb): number {
  const [a, b] = [toLuminance(one), toLuminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function toLuminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [at(0), at(1), at(2)];
}

function fromHex(text: string): Rgb | null {
  if (!/^#[0-9a-f]{6}$/i.test(text)) return null;
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function toHex(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
