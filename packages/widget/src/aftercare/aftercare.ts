export { checkFairness } from "./fairness.ts";
export { createReopen } from "./reopen.ts";
