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
import { TENANT_CODE, TENANT_ID } from "../tenant.ts";
import type { Collector } from "../third-party/collector.ts";

/** What the panel shows; the parts from CookieHub are `null` while it does not answer, or while there is no choice. */
export interface PanelState {
  isServerUp: boolean;
  cookie: { text: string; choice: StoredChoice | null } | null;
  record: ConsentCheckAnswer | null;
  audit: ConsentHistoryEntry[];
  status: StatusCounts | null;
  funnel: FunnelCounts | null;
  /** Requests at the third party, per tag. */
  hits: Record<string, number>;
}

export interface PanelSources {
  serverUrl: string;
  apiKey: string;
  collector: Collector;
  nowMs: () => number;
}

const ANSWER_TIMEOUT_MS = 2000;

/** Reads the panel's whole state for the browser that sent this `Cookie` header; the API key stays on this side. */
export async function readPanelState(cookieHeader: string, sources: PanelSources): Promise<PanelState> {
  const text = readCookie(cookieHeader, CONSENT_COOKIE);
  const choice = fromCookieText(text);
  const state: PanelState = {
    isServerUp: true,
    cookie: text === undefined ? null : { text, choice },
    record: null,
    audit: [],
    status: null,
    funnel: null,
    hits: sources.collector.counts(),
  };
  try {
    const [figures, proof] = await Promise.all([readFigures(sources), choice && readProof(sources, choice.deviceId)]);
    return { ...state, ...figures, ...proof };
  } catch {
    return { ...state, isServerUp: false };
  }
}

/** Reads today's figures of the demo tenant (UTC day). */
async function readFigures(sources: PanelSources): Promise<Pick<PanelState, "status" | "funnel">> {
  const day = new Date(sources.nowMs()).toISOString().slice(0, 10);
  const body = JSON.stringify({ code: TENANT_CODE, from: day, to: day });
  const [status, funnel] = await Promise.all([
    call<ConsentStatusAnswer>(sources, "/consent/status", body),
    call<ConsentFunnelAnswer>(sources, "/consent/funnel", body),
  ]);
  return { status: status.totals, funnel: funnel.totals };
}

/** Reads the record and the audit entries of one device. */
async function readProof(sources: PanelSources, deviceId: string): Promise<Pick<PanelState, "record" | "audit">> {
  const query = new URLSearchParams({ tenant: TENANT_ID, device: deviceId });
  const [record, history] = await Promise.all([
    call<ConsentCheckAnswer>(sources, `/api/v1/consent?${query}`),
    call<ConsentHistoryAnswer>(sources, `/api/v1/consent/history?${query}`),
  ]);
  return { record, audit: history.decisions };
}

async function call<Answer>(sources: PanelSources, path: string, body?: string): Promise<Answer> {
  const response = await fetch(`${sources.serverUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "X-API-Key": sources.apiKey, "Content-Type": "application/json" },
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    ...(body === undefined ? {} : { body }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** Finds a cookie's text in a `Cookie` header. */
export function readCookie(header: string, name: string): string | undefined {
  const pair = header.split(";").find((part) => part.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}
