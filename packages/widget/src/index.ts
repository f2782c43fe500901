export type * from "./door-types.ts";
export { init } from "./init.ts";
