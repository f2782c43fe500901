import type { ConsentEvent, ResolvedConfig } from "@cookiehub/schemas/types";
import { createId } from "../random.ts";
import { toPagePlace } from "./page-place.ts";

/** What is reported besides decisions; those reach the statistics through the server's outbox (D5). */
export type ReportedEvent = Exclude<ConsentEvent["event_type"], "decision">;

export interface EventsOptions {
  readonly setup: ResolvedConfig;
  readonly endpoint: string;
  readonly userToken: () => string;
  readonly language: () => string;
  readonly gpc: boolean;
}

/**
 * Creates the function that reports events by beacon. They may be lost; they never delay anything.
 * The first layer counts once for each page view, however often it is shown again.
 */
export function createEvents({
  setup,
  endpoint,
  userToken,
  language,
  gpc,
}: EventsOptions): (type: ReportedEvent) => void {
  const url = `${endpoint}/v3/events`;
  let isSeen = false;
  return (type) => {
    if (type === "impression" && isSeen) return;
    isSeen ||= type === "impression";
    const event: ConsentEvent = {
      event_type: type,
      event_id: createId("evt_"),
      user_token: userToken(),
      code: setup.code,
      ...toPagePlace(location.hostname, location.pathname, language()),
      regulation: setup.regulation.id,
      policy_version: setup.config.policy_version,
      banner_version: setup.config.banner.version,
      categories_disclosed: setup.config.categories.map((category) => category.id),
      gpc,
      ...(setup.variant && { variant: setup.variant }),
    };
    const body = JSON.stringify(event);
    if (navigator.sendBeacon?.(url, body)) return;
    fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {
      // Statistics are best effort by design.
    });
  };
}
