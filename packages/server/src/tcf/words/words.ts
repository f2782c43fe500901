import { findLanguage } from "@cookiehub/schemas/rules";
import type { TcfFirstLayerWords, TcfWords } from "@cookiehub/schemas/types";
import { words as ar } from "./ar.ts";
import { words as bg } from "./bg.ts";
import { words as bs } from "./bs.ts";
import { words as ca } from "./ca.ts";
import { words as cs } from "./cs.ts";
import { words as cy } from "./cy.ts";
import { words as da } from "./da.ts";
import { words as de } from "./de.ts";
import { words as el } from "./el.ts";
import { words as en } from "./en.ts";
import { words as es } from "./es.ts";
import { words as et } from "./et.ts";
import { words as eu } from "./eu.ts";
import { words as fa } from "./fa.ts";
import { words as fi } from "./fi.ts";
import { words as fr } from "./fr.ts";
import { words as ga } from "./ga.ts";
import { words as gl } from "./gl.ts";
import { words as he } from "./he.ts";
import { words as hi } from "./hi.ts";
import { words as hr } from "./hr.ts";
import { words as hu } from "./hu.ts";
import { words as id } from "./id.ts";
import { words as icelandic } from "./is.ts";
import { words as it } from "./it.ts";
import { words as ja } from "./ja.ts";
import { words as ko } from "./ko.ts";
import { words as lb } from "./lb.ts";
import { words as lt } from "./lt.ts";
import { words as lv } from "./lv.ts";
import { words as mk } from "./mk.ts";
import { words as ms } from "./ms.ts";
import { words as mt } from "./mt.ts";
import { words as nb } from "./nb.ts";
import { words as nl } from "./nl.ts";
import { words as pl } from "./pl.ts";
import { words as pt } from "./pt.ts";
import { words as ptBR } from "./pt-BR.ts";
import { words as ro } from "./ro.ts";
import { words as ru } from "./ru.ts";
import { words as sk } from "./sk.ts";
import { words as sl } from "./sl.ts";
import { words as sq } from "./sq.ts";
import { words as sr } from "./sr.ts";
import { words as srLatn } from "./sr-Latn.ts";
import { words as sv } from "./sv.ts";
import { words as th } from "./th.ts";
import { words as tr } from "./tr.ts";
import { words as uk } from "./uk.ts";
import { words as ur } from "./ur.ts";
import { words as vi } from "./vi.ts";
import { words as zh } from "./zh.ts";
import { words as zhTW } from "./zh-TW.ts";

/** What is ours to say in a language; everything official comes from the list. */
export interface TcfLanguageWords {
  readonly first: TcfFirstLayerWords;
  readonly dialog: TcfWords;
}

/** By language. */
export const WORDS: Readonly<Record<string, TcfLanguageWords>> = {
  ar,
  bg,
  bs,
  ca,
  cs,
  cy,
  da,
  de,
  el,
  en,
  es,
  et,
  eu,
  fa,
  fi,
  fr,
  ga,
  gl,
  he,
  hi,
  hr,
  hu,
  id,
  is: icelandic,
  it,
  ja,
  ko,
  lb,
  lt,
  lv,
  mk,
  ms,
  mt,
  nb,
  nl,
  pl,
  pt,
  "pt-BR": ptBR,
  ro,
  ru,
  sk,
  sl,
  sq,
  sr,
  "sr-Latn": srLatn,
  sv,
  th,
  tr,
  uk,
  ur,
  vi,
  zh,
  "zh-TW": zhTW,
};

/** Finds our words in a language, or in English; `language` is the one that they are in. */
export function findWords(wish: string): TcfLanguageWords & { readonly language: string } {
  const language = findLanguage(Object.keys(WORDS), wish) ?? "en";
  return { ...(WORDS[language] ?? en), language };
}
