import { CdnPurgeError, type CdnPurger } from "./purge.ts";

/** Longest wait for a provider's answer. */
const TIMEOUT_MS = 10_000;

/**
 * Sends one request to a provider and answers its body; throws `CdnPurgeError`. Redirects are not followed: the request
 * holds a secret.
 */
export async function sendPurge(provider: CdnPurger["provider"], request: Request): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "manual" });
    text = await response.text();
  } catch (error) {
    throw new CdnPurgeError(`${provider} does not answer`, { cause: error });
  }
  if (response.ok) return text;
  throw new CdnPurgeError(`${provider} answered ${response.status}`);
}
