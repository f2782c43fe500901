import { type EarlyAddOn, toEarlyAddOns } from "@cookiehub/schemas/rules";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOnModule, ChunkName, Chunks } from "./chunks.ts";

const CHUNKS: { readonly [Name in ChunkName]: () => Promise<Chunks[Name]> } = {
  aftercare: () => import("./aftercare/aftercare.ts"),
  background: () => import("./background/background.ts"),
  preferences: () => import("./preferences/preferences.ts"),
  "tcf-preferences": () => import("./tcf-preferences/tcf-preferences.ts"),
  history: () => import("./history/history.ts"),
  placeholders: () => import("./placeholders/add-on.ts"),
  cleanup: () => import("./cleanup/add-on.ts"),
  live: () => import("./live/add-on.ts"),
  tcf: () => import("./tcf/tcf.ts"),
  "tcf-asking": () => import("./tcf/asking.ts"),
  gpp: () => import("./gpp/gpp.ts"),
  "gpp-tcf": () => import("./gpp/tcf-link.ts"),
};

const EARLY_ADD_ONS: { readonly [Name in EarlyAddOn]: () => Promise<AddOnModule> } = {
  experiment: () => import("./experiment/add-on.ts"),
  fingerprint: () => import("./fingerprint/add-on.ts"),
  gpc: () => import("./gpc/add-on.ts"),
  iab: () => import("./iab/add-on.ts"),
  guard: () => import("./guard/add-on.ts"),
  link: () => import("./link/add-on.ts"),
  modal: () => import("./modal/add-on.ts"),
  tcf: () => import("./tcf/add-on.ts"),
  theme: () => import("./theme/add-on.ts"),
  "signal-amazon": () => import("./signals/amazon.ts"),
  "signal-matomo": () => import("./signals/matomo.ts"),
  "signal-meta": () => import("./signals/meta.ts"),
  "signal-microsoft-clarity": () => import("./signals/microsoft-clarity.ts"),
  "signal-microsoft-uet": () => import("./signals/microsoft-uet.ts"),
  "signal-shopify": () => import("./signals/shopify.ts"),
  "signal-tiktok": () => import("./signals/tiktok.ts"),
  "signal-wordpress": () => import("./signals/wordpress.ts"),
};

/** Loads a chunk of the npm package, where the page's bundler has put it. */
export const loadChunk = <Name extends ChunkName>(name: Name): Promise<Chunks[Name]> => CHUNKS[name]();

/** Loads the add-ons that the configuration switches on. */
export const loadEarlyAddOns = (setup: ResolvedConfig): Promise<AddOnModule>[] =>
  toEarlyAddOns(setup).map((name) => EARLY_ADD_ONS[name]());
