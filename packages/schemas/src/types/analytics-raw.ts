import type { AnalyticsRequest } from "./analytics.ts";
import type { ConsentEventType } from "./event.ts";

/** One consent event as it is kept; `""` is what is not known. */
export interface RawConsentEvent {
  event_id: string;
  code: string;
  event_type: ConsentEventType;
  /** When its first writer took it, ISO 8601: decides the day that it is counted on. */
  received_at: string;
  user_token: string;
  hostname: string;
  path: string;
  country: string;
  region: string;
  language: string;
  device: string;
  os: string;
  browser: string;
  browser_context: "browser" | "in_app" | "webview" | "";
  regulation: string;
  policy_version: string;
  banner_version: string;
  variant: string;
  consent_method: string;
  gpc: boolean;
  tc_string: string;
  gpp_string: string;
  /** Categories that can be refused: those asked about, and those agreed to. */
  categories_disclosed: string[];
  categories_consented: string[];
  services_disclosed: string[];
  services_consented: string[];
  vendors_disclosed: string[];
  vendors_consented: string[];
  /** Label of the queue that it came through; `""`: this server's own. */
  source: string;
  time_to_decision_ms: number | null;
}

/** Body of `POST /consent/token-lookup`. The token stands here, because addresses are logged on their way. */
export interface ConsentTokenLookupRequest extends Pick<AnalyticsRequest, "code" | "codes"> {
  user_token: string;
}

/** Answer of `POST /consent/token-lookup`, by time. */
export interface ConsentTokenLookupAnswer {
  /** Whether these are all: an answer holds at most 50,000. */
  is_complete: boolean;
  events: RawConsentEvent[];
}

/** Body of `POST /consent/events` and `POST /consent/latest`. */
export interface ConsentEventsRequest extends AnalyticsRequest {
  limit?: number | undefined;
  /** `next_cursor` of the page before, with the same other members; left out for the first page. */
  cursor?: string | undefined;
}

/** Answer of `POST /consent/events` and `POST /consent/latest`: a page, by time, code and event id. */
export interface ConsentEventsAnswer {
  from: string;
  to: string;
  events: RawConsentEvent[];
  /** `null` when nothing follows. */
  next_cursor: string | null;
}
