import { ApiError } from "../../src/http/api-error.ts";

/** What came of a call: its answer, or the code of its refusal. */
export async function settle<Answer>(call: Promise<Answer>): Promise<Answer | { readonly error: string }> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiError) return { error: error.code };
    throw error;
  }
}
