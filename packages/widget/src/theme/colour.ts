type Rgb = readonly [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const STEPS = 50;

/** Says whether a text is a colour such as `#1a4fd6`. */
export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/**
 * Moves a colour towards black or white, as little as needed, until its contrast to each ground is at least `min`
 * (WCAG 2.2, 1.4.3). All are `#rrggbb`. Where no colour fits every ground: black or white, whichever is nearer to it.
 */
export function toReadable(colour: string, grounds: readonly string[], min: number): string {
  const lowest = (candidate: string) => Math.min(...grounds.map((ground) => readContrast(candidate, ground)));
  const [from, away] = [fromHex(colour), lowest("#ffffff") > lowest("#000000") ? WHITE : BLACK];
  for (let step = 0; step <= STEPS; step++) {
    const candidate = toHex(mix(from, away, step / STEPS));
    if (lowest(candidate) >= min) return candidate;
  }
  return toHex(away);
}

/** Measures the contrast of two colours written as `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export function readContrast(one: string, other: string): number {
  const [a, b] = [toLuminance(fromHex(one)), toLuminance(fromHex(other))];
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

function fromHex(text: string): Rgb {
  const value = isColor(text) ? Number.parseInt(text.slice(1), 16) : 0;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function toHex(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
