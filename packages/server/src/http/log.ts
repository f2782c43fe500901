import pino, { type Logger } from "pino";

export type { Logger };
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/**
 * Creates the process log: one JSON object a line on standard output. Lines never hold device ids, user ids, keys or
 * addresses; `endpoint` is the route, not the path that was asked for.
 */
export function createLog(level: LogLevel): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // One write a second or per 4 KiB, not one per request; a line may be lost with a killed process, an answer is not.
  return pino(options, pino.destination({ fd: 1, sync: false, minLength: 4096, periodicFlush: 1000 }));
}
