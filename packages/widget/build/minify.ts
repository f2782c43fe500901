import { type MinifyOptions, minify } from "terser";
import { INTERNAL_NAMES } from "./internal-names.ts";

const toPattern = (names: readonly string[]) => new RegExp(`^(?:${names.join("|")})$`);
const internalNames = toPattern(INTERNAL_NAMES);
/** Matches the members that are given short names in the npm files, where the head stub is called by the site. */
export const internalNpmNames = toPattern(INTERNAL_NAMES.filter((name) => name !== "granted"));

// Two characters each, as far as they go.
const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Member -> its short name. */
export const shortNames: Readonly<Record<string, string>> = Object.fromEntries(
  INTERNAL_NAMES.map((name, index) => [name, `_${ALPHABET.charAt(index) || index}`]),
);
// The form in which the library keeps names from one call to the next.
const keptNames = Object.fromEntries(Object.entries(shortNames).map(([name, short]) => [`$${name}`, short]));

/** What is known of a script. */
interface ScriptKind {
  /** Browsers import it. */
  readonly module: boolean;
  /** It calls none of its own functions with `new`, so that they may be arrows. */
  readonly isPlain?: boolean;
}

// Made anew for each call: the library writes into what it is given.
const toOptions = ({ module, isPlain = false }: ScriptKind): MinifyOptions => ({
  ecma: 2020,
  compress: {
    passes: 4,
    ecma: 2020,
    pure_getters: true,
    unsafe_arrows: isPlain,
    inline: 1,
    keep_fargs: false,
    hoist_funs: isPlain,
    unsafe_proto: true,
  },
  format: { ascii_only: true, comments: false },
  ...{ module, toplevel: true },
  mangle: { properties: { regex: internalNames, keep_quoted: true } },
  nameCache: { vars: { props: {} }, props: { props: { ...keptNames } } },
});

/**
 * Makes a script as small as it gets: esbuild, which builds everything else, inlines and folds less, and is 3 % larger after
 * compression. */
export async function minifyScript(code: string, kind: ScriptKind): Promise<string> {
  const { code: minified } = await minify(code, toOptions(kind));
  if (!minified) throw new Error("There is nothing left of a script");
  return minified;
}
