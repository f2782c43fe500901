export type * from "./types/analytics.ts";
export type * from "./types/consent.ts";
export type * from "./types/error.ts";
export type * from "./types/event.ts";
export type * from "./types/tenant-config.ts";
