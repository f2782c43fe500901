const HALF_PAIR = /\p{Surrogate}/u;
const HALF_PAIRS = new RegExp(HALF_PAIR, "gu");

/** Puts U+FFFD where half of a pair of surrogates stands: that is no text, and no encoding of one carries it. */
export function toWellFormed(text: string): string {
  return HALF_PAIR.test(text) ? text.replace(HALF_PAIRS, "\uFFFD") : text;
}
