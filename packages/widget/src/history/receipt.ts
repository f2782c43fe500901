import type { PreferencesRuntime } from "../preferences/runtime.ts";
import { readConsentApi } from "./requests.ts";

const PENDING = 202;
const TRIES_MAX = 3;
const PENDING_RETRY_MS = 2_000;
const FILE_LIFE_MS = 60_000;

/**
 * Saves the receipt of a decision as a file. An entry waits for its place in the log for about a second: until then the
 * server is asked again, and in the end what it has is saved.
 */
export async function saveReceipt(runtime: PreferencesRuntime, auditId: string): Promise<void> {
  const path = `receipt/${encodeURIComponent(auditId)}`;
  let answer = await readConsentApi(runtime, path);
  for (let tries = 1; answer.status === PENDING && tries < TRIES_MAX; tries++) {
    await new Promise((resolve) => setTimeout(resolve, PENDING_RETRY_MS));
    answer = await readConsentApi(runtime, path);
  }
  saveFile(runtime, `cookiehub-receipt-${auditId}.json`, await answer.text());
}

// The link is never in the page, so that no listener of the page sees the click.
function saveFile({ ui }: PreferencesRuntime, download: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  ui.createElement("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), FILE_LIFE_MS);
}
