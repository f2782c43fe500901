import { hashText } from "@cookiehub/schemas/rules";

/**
 * Makes a device id of what the browser says of itself: `fp_` and 128 bits in hexadecimal. Two visitors with equal
 * browsers share it, and so one consent record: for tenants who need what the random id cannot give, and know it (D2).
 */
export function toFingerprint(traits: readonly unknown[]): string {
  const text = encodeURIComponent(JSON.stringify(traits));
  const words = [1, 2, 3, 4].map((seed) => hashText(text, seed).toString(16).padStart(8, "0"));
  return `fp_${words.join("")}`;
}

/** What a browser says of itself without being asked for more: nothing is drawn, measured or probed. */
export function readTraits(): unknown[] {
  const { userAgent, language, hardwareConcurrency, maxTouchPoints } = navigator;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { width, height, colorDepth } = screen;
  return [
    userAgent,
    language,
    hardwareConcurrency,
    maxTouchPoints,
    timeZone,
    width,
    height,
    colorDepth,
    devicePixelRatio,
  ];
}
