import { z } from "zod";
import { ConfigError } from "../config-error.ts";
import type { Task } from "./loop.ts";

/** The variable that says which background work a process does; a part of those in `config.ts`, which reads them. */
export const TASK_VARIABLES = {
  TASK: {
    schema: z
      .string()
      .regex(/^[a-z-]{1,40}(\s*,\s*[a-z-]{1,40})*$/, "must be names of tasks, separated by commas, `all` or `none`")
      .transform((text) => text.split(",").map((name) => name.trim()))
      .default(["all"]),
    meaning:
      "Background work that this process does: names of tasks, separated by commas, `all`, or `none`. Of several processes each may do its part; copies of one are safe.",
  },
} as const;

/**
 * Picks the tasks of that name, and what they or any process cannot do without. Throws `ConfigError` for a name that there is
 * none of, and says which there are.
 */
export function pickTasks(names: readonly string[], tasks: readonly Task[]): Task[] {
  if (names.includes("all")) return [...tasks];
  const known = tasks.map(({ name }) => name);
  const unknown = names.filter((name) => name !== "none" && !known.includes(name));
  if (unknown.length > 0) {
    const list = [...known].sort().join(", ");
    throw new ConfigError(
      `Configuration: TASK: no task "${unknown.join('", "')}" is configured here; there are ${list}.`,
    );
  }
  return tasks.filter(({ name, accompanies = [] }) => {
    if (names.includes(name) || accompanies === "every process") return true;
    return accompanies.some((other) => names.includes(other));
  });
}
