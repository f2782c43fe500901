export type * from "./types/analytics.ts";
export type * from "./types/api-key.ts";
export type * from "./types/consent.ts";
export type * from "./types/error.ts";
export type * from "./types/event.ts";
export type * from "./types/experiment.ts";
export type * from "./types/tenant.ts";
export type * from "./types/tenant-config.ts";
