import type { ApiAnswer, ApiRequest, Route } from "./route.ts";

/**
 * Completes an answer's headers where a page may send cookies: its origin by name, since browsers refuse `*` then. Every
 * answer of such an address varies by origin, refusals too: a cache must not hand one page's to another.
 */
export async function readCredentialHeaders(
  { credentials }: Pick<Route, "credentials">,
  request: ApiRequest,
  headers: ApiAnswer["headers"],
): Promise<Readonly<Record<string, string>>> {
  // A rule that fails has failed for the answer too, which says why.
  const found = await credentials?.(request).catch(() => undefined);
  if (found === undefined) return { ...headers };
  const vary = [headers?.Vary, "Origin"].filter(Boolean).join(", ");
  if (found.origin === null) return { ...headers, Vary: vary };
  return {
    ...headers,
    Vary: vary,
    "Access-Control-Allow-Origin": found.origin,
    "Access-Control-Allow-Credentials": "true",
  };
}
