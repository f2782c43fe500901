import type { ErrorDetail } from "@cookiehub/schemas/types";

/** Codes that callers may switch on; each has one status. */
export const ERROR_STATUS = {
  invalid_request: 400,
  missing_tenant: 400,
  missing_device: 400,
  missing_idempotency_key: 400,
  unknown_category: 400,
  required_category: 400,
  unauthorized: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  not_found: 404,
  tenant_not_found: 404,
  method_not_allowed: 405,
  idempotency_conflict: 409,
  conflict: 409,
  precondition_failed: 412,
  body_too_large: 413,
  request_timeout: 408,
  expectation_failed: 417,
  headers_too_large: 431,
  rate_limited: 429,
  upstream_unavailable: 502,
  storage_unavailable: 503,
  database_error: 503,
  shutting_down: 503,
  internal_error: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** A refusal that the caller is told about: a code, what to do next, and the faults by their place. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[] | undefined;
  /** When to try again, where the caller can be told. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details?: readonly ErrorDetail[], retryAfterSeconds?: number) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): (typeof ERROR_STATUS)[ErrorCode] {
    return ERROR_STATUS[this.code];
  }
}
