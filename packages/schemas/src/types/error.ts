/** One fault in a request, with the place it stands at (`categories.0.id`). */
export interface ErrorDetail {
  path: string;
  message: string;
}

/** The body of every answer with status 4xx or 5xx. */
export interface ErrorAnswer {
  error: { code: string; message: string; details?: ErrorDetail[] | undefined; request_id: string };
}
