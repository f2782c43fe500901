// What each store must guarantee. Every adapter passes the suite of the same name in `contract/`.
export type * from "./ports/analytics.ts";
export type * from "./ports/analytics-questions.ts";
export type * from "./ports/audit.ts";
export type * from "./ports/cache.ts";
export type * from "./ports/cdn.ts";
export type * from "./ports/erasure.ts";
export type * from "./ports/erasures.ts";
export type * from "./ports/export-jobs.ts";
export type * from "./ports/exports.ts";
export type * from "./ports/objects.ts";
export type * from "./ports/queue.ts";
export type * from "./ports/relational.ts";
export type * from "./ports/tcf.ts";
