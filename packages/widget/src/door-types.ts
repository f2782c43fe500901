/** What both doors name to those who write in TypeScript. */
export type { ResolvedConfig } from "@cookiehub/schemas/types";
export type { AddOn, AddOnHost } from "./add-on.ts";
export type {
  BlockedTag,
  ConsentEvents,
  ConsentSnapshot,
  ConsentView,
  CookieHub,
  EarlyEntry,
  Identity,
} from "./api.ts";
export type { InitOptions } from "./start.ts";
