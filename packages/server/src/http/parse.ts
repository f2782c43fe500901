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
  return error.issues.flatMap(toIssueDetails).slice(0, DETAILS_MAX);
}

function toIssueDetails(issue: z.core.$ZodIssue): ErrorDetail[] {
  const path = issue.path.map(String);
  // zod names the object; whoever mends it looks for the member.
  if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "does not exist: is it misspelt?" }));
}
