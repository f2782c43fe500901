import type { ErrorAnswer } from "@cookiehub/schemas/types";
import type { ApiError } from "./api-error.ts";

/** Makes the one body that every refusal has. */
export function toErrorBody({ code, message, details }: ApiError, requestId: string): ErrorAnswer {
  return { error: { code, message, ...(details ? { details: [...details] } : {}), request_id: requestId } };
}
