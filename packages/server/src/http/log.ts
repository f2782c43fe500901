import pino, { type Logger } from "pino";

export type { Logger };
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/**
 * Creates the process log: one JSON object a line on standard output. Lines never hold device ids, user ids, keys or
 * addresses; `endpoint` is the route, not the path that was asked for.
 */
export function createLog(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: ["key", "apiKey", "*.key", "*.apiKey"],
  });
}
