import { z } from "zod";
import { SIGNAL_STRING_LENGTH_MAX } from "../signals/bit-reader.ts";
import { readGppStringOutline } from "../signals/gpp-string.ts";
import { SignalStringError } from "../signals/signal-string-error.ts";
import { readTcString } from "../signals/tc-reader.ts";

function toSchema(readOutline: (text: string) => unknown): z.ZodString {
  return z
    .string()
    .max(SIGNAL_STRING_LENGTH_MAX, { abort: true })
    .superRefine((text, context) => {
      try {
        readOutline(text);
      } catch (error) {
        if (!(error instanceof SignalStringError)) throw error;
        context.addIssue({ code: "custom", message: error.message });
      }
    });
}

/** A TC string, checked for structure by a bounded reader; kept as given (T53). */
export const tcStringSchema = toSchema(readTcString);
/** A GPP string, checked for structure by a bounded reader; kept as given. */
export const gppStringSchema = toSchema(readGppStringOutline);
