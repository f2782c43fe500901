export type { ServerConfig } from "./config.ts";
export { ConfigError, readConfig } from "./config.ts";
export type { RunningServer, StartOptions } from "./server.ts";
export { startServer } from "./server.ts";
