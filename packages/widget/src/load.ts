import type { EarlyAddOn } from "@cookiehub/schemas/rules";
import type { AddOnModule, ChunkName, Chunks } from "./chunks.ts";

const CHUNKS: { readonly [Name in ChunkName]: () => Promise<Chunks[Name]> } = {
  preferences: () => import("./preferences/preferences.ts"),
  placeholders: () => import("./placeholders/add-on.ts"),
  cleanup: () => import("./cleanup/add-on.ts"),
  live: () => import("./live/add-on.ts"),
};

const EARLY_ADD_ONS: { readonly [Name in EarlyAddOn]: () => Promise<AddOnModule> } = {
  experiment: () => import("./experiment/add-on.ts"),
  fingerprint: () => import("./fingerprint/add-on.ts"),
  guard: () => import("./guard/add-on.ts"),
  link: () => import("./link/add-on.ts"),
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

/** Loads an add-on that the configuration switches on. */
export const loadEarlyAddOn = (name: EarlyAddOn): Promise<AddOnModule> => EARLY_ADD_ONS[name]();
