export type { ResolvedConfig } from "@cookiehub/schemas/types";
export type { BlockedTag, ConsentEvents, ConsentSnapshot, ConsentView, CookieHub } from "./api.ts";
export type { InitOptions } from "./init.ts";
export { init } from "./init.ts";
