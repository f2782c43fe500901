const RTL_LANGUAGE = /^(?:ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)\b/i;
const RTL_SCRIPT = /-(?:adlm|arab|aran|hebr|nkoo|syrc|thaa)\b/i;
const SCRIPT = /-[a-z]{4}\b/i;

/** Tells whether a language is written from right to left: by its script where the tag names one, else by the language. */
export function isRtl(code: string): boolean {
  return RTL_SCRIPT.test(code) || (RTL_LANGUAGE.test(code) && !SCRIPT.test(code));
}
