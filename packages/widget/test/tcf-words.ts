import { words } from "../../server/src/tcf/words/en.ts";

/** Our own words of both layers, as the server sends them in English. */
export const { first: firstLayerWords, dialog: dialogWords } = words;
