import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error.ts";

/** Largest request body, in bytes. */
export const BODY_BYTES_MAX = 65_536;

/** Deepest nesting of a JSON body: nothing that this API takes goes deeper than 8. */
const DEPTH_MAX = 32;

/**
 * Reads a body of at most `BODY_BYTES_MAX` bytes. What is longer is refused by its declared length, or else while
 * reading; the rest is then left to the connection's end.
 */
export function readBody(incoming: IncomingMessage): Promise<string> {
  const declared = Number(incoming.headers["content-length"] ?? 0);
  if (declared > BODY_BYTES_MAX) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
      else reject(tooLarge());
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    incoming.on("error", () => reject(new ApiError("invalid_request", "The body ended before it was complete.")));
  });
}

/** Parses JSON from outside: well-formed, and not nested beyond what any endpoint takes. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new ApiError("invalid_request", `The body is nested more than ${DEPTH_MAX} levels deep.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError("invalid_request", "The body is not valid JSON.");
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (isInString) {
      if (char === 0x5c) index++;
      else if (char === 0x22) isInString = false;
    } else if (char === 0x22) isInString = true;
    else if (char === 0x7b || char === 0x5b) {
      depth++;
      if (depth > DEPTH_MAX) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}

export function tooLarge(): ApiError {
  return new ApiError("body_too_large", `The body is larger than ${BODY_BYTES_MAX} bytes.`);
}
