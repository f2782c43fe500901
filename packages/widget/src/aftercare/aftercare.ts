export { checkFairness } from "./fairness.ts";
export { prefetchWhenIdle } from "./prefetch.ts";
export { createReopen } from "./reopen.ts";
