import type { z } from "zod";

/** Makes a reader of the places of every fault that a schema finds, as dotted paths in order. */
export function createFaultReader(schema: z.ZodType): (value: unknown) => string[] {
  return (value) => {
    const issues = schema.safeParse(value).error?.issues ?? [];
    return issues.map((issue) => issue.path.join(".")).sort();
  };
}
