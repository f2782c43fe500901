import { z } from "zod";
import type { ErrorAnswer } from "../types/error.ts";

export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    request_id: z.string(),
  }),
}) satisfies z.ZodType<ErrorAnswer>;
