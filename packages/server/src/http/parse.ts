import type { ErrorDetail } from "@cookiehub/schemas/types";
import type { z } from "zod";
import { ApiError } from "./api-error.ts";

/** Most faults one answer names. */
const DETAILS_MAX = 100;

/** Checks a value from outside; throws `invalid_request` with the path of every fault. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError(
    "invalid_request",
    "The request is not valid. Each fault is listed in details.",
    toDetails(parsed.error),
  );
}

/** Lists the faults of a zod error by their place. */
export function toDetails(error: z.ZodError): ErrorDetail[] {
  return error.issues
    .slice(0, DETAILS_MAX)
    .map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
}
