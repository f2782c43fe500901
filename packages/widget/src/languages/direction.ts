// A script, or a language with none named.
const RTL = /-(?:adlm|arab|aran|hebr|nkoo|syrc|thaa)\b|^(?:ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)\b(?!.*-[a-z]{4}\b)/i;

/** Tells whether a language is written from right to left: by its script where the tag names one, else by the language. */
export function isRtl(code: string): boolean {
  return RTL.test(code);
}
