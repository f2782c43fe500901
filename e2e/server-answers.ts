import { fromCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type {
  ConsentCheckAnswer,
  ConsentFunnelAnswer,
  ConsentHistoryAnswer,
  ConsentHistoryEntry,
  ConsentStatusAnswer,
  FunnelCounts,
  StatusCounts,
  StoredChoice,
} from "@cookiehub/schemas/types";
import type { BrowserContext } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { TENANT_CODE, TENANT_ID } from "../examples/demo/tenant.ts";

/** Reads the choice that the browser keeps in its cookie, for one address where there are several sites. */
export async function readChoice(context: BrowserContext, url?: string): Promise<StoredChoice | null> {
  const cookie = (await context.cookies(url)).find(({ name }) => name === CONSENT_COOKIE);
  return fromCookieText(cookie?.value);
}

/** Reads the choice, and fails when there is none. */
export async function expectChoice(context: BrowserContext, url?: string): Promise<StoredChoice> {
  const choice = await readChoice(context, url);
  if (!choice) throw new Error("The browser keeps no choice");
  return choice;
}

export async function readRecord(demo: Demo, deviceId: string): Promise<ConsentCheckAnswer> {
  const query = new URLSearchParams({ tenant: TENANT_ID, device: deviceId });
  return readJson<ConsentCheckAnswer>(await fetch(`${demo.serverUrl}/api/v1/consent?${query}`));
}

/** Reads the audit entries of a device, newest first. */
export async function readHistory(demo: Demo, deviceId: string): Promise<ConsentHistoryEntry[]> {
  const query = new URLSearchParams({ tenant: TENANT_ID, device: deviceId });
  const headers = { "X-API-Key": demo.apiKey };
  const answer = await fetch(`${demo.serverUrl}/api/v1/consent/history?${query}`, { headers });
  return (await readJson<ConsentHistoryAnswer>(answer)).decisions;
}

/** Reads the figures of yesterday and today, so that midnight UTC moves nothing. */
export async function readFigures(demo: Demo): Promise<{ status: StatusCounts; funnel: FunnelCounts }> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const body = JSON.stringify({ code: TENANT_CODE, from: day(-1), to: day(0) });
  const headers = { "X-API-Key": demo.apiKey, "Content-Type": "application/json" };
  const [status, funnel] = await Promise.all([
    fetch(`${demo.serverUrl}/consent/status`, { method: "POST", headers, body }),
    fetch(`${demo.serverUrl}/consent/funnel`, { method: "POST", headers, body }),
  ]);
  return {
    status: (await readJson<ConsentStatusAnswer>(status)).totals,
    funnel: (await readJson<ConsentFunnelAnswer>(funnel)).totals,
  };
}

async function readJson<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
