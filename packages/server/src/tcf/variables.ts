import { z } from "zod";

/** Where the list of the TCF's managing organisation is published (T69). */
export const STANDARD_LIST_URL = "https://vendor-list.consensu.org/v3/vendor-list.json";

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .optional();

/** The variables of the IAB TCF; a part of those in `config.ts`, which reads them. */
export const TCF_VARIABLES = {
  COOKIEHUB_TCF_CMP_ID: {
    schema: wholeNumber(2, 4095),
    meaning: "Id under which you are registered as a CMP with IAB Europe. Without it the TCF is off.",
  },
  COOKIEHUB_TCF_CMP_VERSION: {
    schema: wholeNumber(1, 4095),
    meaning: "Version of your CMP, as you count it; it stands in every TC string.",
  },
  COOKIEHUB_TCF_ATTESTATION: {
    schema: z
      .url({ protocol: /^https$/, error: "must be an https address" })
      .max(2048)
      .optional(),
    meaning: "Address of your public attestation: that you take part, that you comply, and your CMP id.",
  },
  COOKIEHUB_TCF_LIST_URL: {
    schema: z.string().refine(isListUrl, "must be an https address that ends in .json").default(STANDARD_LIST_URL),
    meaning:
      "Where the global vendor list is; archives and translations are looked for beside it. `http:` is taken for this machine alone.",
  },
} as const;

function isListUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !url.pathname.endsWith(".json") || url.username || url.password || url.search || url.hash) {
    return false;
  }
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Whether a host of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
