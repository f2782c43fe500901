import type { PreferencesRuntime } from "../preferences/runtime.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Reads from the consent API as this device: a plain GET, whose identifying headers stand in the query, so that no
 * preflight is needed (D3). Rejects unless the answer is a success.
 */
export async function readConsentApi(
  { platform, setup, snapshot }: Pick<PreferencesRuntime, "platform" | "setup" | "snapshot">,
  path: string,
): Promise<Response> {
  const query = new URLSearchParams({ tenant: setup.tenant_id, device: snapshot.deviceId ?? "" });
  const answer = await fetch(`${platform.endpoint}/api/v1/consent/${path}?${query}`, {
    signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS) ?? null,
  });
  if (!answer.ok) throw new Error(`consent/${path}: status ${answer.status}`);
  return answer;
}
