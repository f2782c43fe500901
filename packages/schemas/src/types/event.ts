import type { ConsentMethod } from "./consent.ts";

/** What the widget saw: the first layer shown, the preferences opened, a decision made. */
export type ConsentEventType = "impression" | "dialog_opened" | "decision";

/** One V3 consent event. Arrays hold ids. */
export interface ConsentEvent {
  event_type: ConsentEventType;
  /** Identity: the same id is counted once, however often it arrives. Filled by the server when absent. */
  event_id?: string | undefined;
  /** The visitor: the device id, or a random token that lives as long as the page before a choice. */
  user_token: string;
  code: string;
  hostname?: string | undefined;
  path?: string | undefined;
  language?: string | undefined;
  regulation?: string | undefined;
  policy_version?: string | undefined;
  banner_version?: string | undefined;
  variant?: string | undefined;
  consent_method?: ConsentMethod | undefined;
  categories_disclosed?: string[] | undefined;
  categories_consented?: string[] | undefined;
  services_disclosed?: string[] | undefined;
  services_consented?: string[] | undefined;
  vendors_disclosed?: string[] | undefined;
  vendors_consented?: string[] | undefined;
  tc_string?: string | undefined;
  gpp_string?: string | undefined;
  gpc?: boolean | undefined;
  /** From the first sight of the banner to the decision, at most a day. */
  time_to_decision_ms?: number | undefined;
}

/** Answer of `POST /v3/events`, status 202: the events are durable, not yet counted. */
export interface EventsAnswer {
  accepted: number;
}
