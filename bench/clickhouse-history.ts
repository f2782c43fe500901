import { createConnection } from "../packages/server/src/storage/analytics/clickhouse/connection.ts";

// A history of one code that the engine makes itself: ten million rows through HTTP would take twenty minutes. The views fill
// the rollups as they do for rows that are loaded.

/** What the history is of. */
export interface HistoryPlan {
  readonly code: string;
  readonly firstDay: string;
  readonly days: number;
  readonly events: number;
}

/** Events that a visit makes on average: an impression, sometimes the dialog, in half of all cases a decision. */
const EVENTS_OF_VISIT = 1.58;

/** From 0 on: small numbers often, great ones seldom. */
const toSkewed = (count: number, salt: number) => `toUInt32(floor(pow(${count}, randCanonical(${salt}))) - 1)`;

const AGENTS = `[('mobile', 'Android', 'Chrome', 'browser'), ('mobile', 'iOS', 'Mobile Safari', 'browser'),
  ('desktop', 'Windows', 'Chrome', 'browser'), ('mobile', 'iOS', 'Instagram', 'in_app'), ('desktop', 'Windows', 'Edge', 'browser'),
  ('desktop', 'macOS', 'Safari', 'browser'), ('mobile', 'Android', 'Samsung Internet', 'browser'), ('desktop', 'macOS', 'Chrome', 'browser'),
  ('mobile', 'Android', 'Facebook', 'in_app'), ('desktop', 'Windows', 'Firefox', 'browser'), ('tablet', 'iOS', 'Mobile Safari', 'browser'),
  ('mobile', 'Android', 'Chrome WebView', 'webview'), ('desktop', 'Linux', 'Firefox', 'browser'), ('tablet', 'Android', 'Chrome', 'browser')]`;
const COUNTRIES =
  "['DE', 'FR', 'US', 'GB', 'ES', 'IT', 'NL', 'PL', 'AT', 'CH', 'BE', 'SE', 'BR', 'CA', 'DK', 'CZ', 'PT']";
const LANGUAGES =
  "['de', 'fr', 'en', 'en', 'es', 'it', 'nl', 'pl', 'de', 'de', 'fr', 'sv', 'pt', 'en', 'da', 'cs', 'pt']";
const CHOICES = "[['analytics', 'functional', 'marketing'], [], ['functional'], ['analytics', 'functional']]";
const OUTCOMES = "['all_allowed', 'all_denied', 'partial', 'partial']";

/** Writes the history into silver, a day at a time. */
export async function createHistory(
  options: { readonly url: string; readonly database: string },
  { code, firstDay, days, events }: HistoryPlan,
): Promise<void> {
  const connection = createConnection(options);
  const visits = Math.round(events / days / EVENTS_OF_VISIT);
  try {
    for (let day = 0; day < days; day++) {
      await connection.run(
        renderDay(),
        { code, firstDay, day, visits, firstVisit: day * visits },
        { insert_deduplicate: 0 },
      );
    }
  } finally {
    await connection.close();
  }
}

function renderDay(): string {
  const isDecision = "event.2 = 'decision'";
  return `INSERT INTO consent_events (code, received_at, event_id, event_type, user_token, hostname, path, country, region, language,
      device, os, browser, browser_context, regulation, policy_version, banner_version, variant, method, outcome, gpc, tc_string, gpp_string,
      categories_disclosed, categories_consented, time_to_decision_ms)
    SELECT {code:String}, toDateTime64({firstDay:String}, 3, 'UTC') + INTERVAL {day:UInt32} DAY
        + toIntervalMillisecond((number - {firstVisit:UInt64}) * intDiv(86000000, {visits:UInt64}) + event.1 * 4500),
      concat('evt_', lower(hex(sipHash128(number, event.1)))), event.2,
      if(token_draw < 0.1, concat('dev_back', toString(toUInt32(token_draw * 200000))), concat('dev_', lower(hex(sipHash128(number))))),
      if(host_draw < 0.9, 'demo0001.example', 'www.demo0001.example'), concat('/products/', toString(page)),
      ${COUNTRIES}[place + 1] AS own_country, concat(own_country, '-', toString(region_draw)), ${LANGUAGES}[place + 1],
      agent.1, agent.2, agent.3, agent.4, if(own_country IN ('US', 'CA'), 'ccpa', if(own_country = 'BR', 'lgpd', 'gdpr')), '1', '1',
      if(variant_draw < 0.05, 'layout.box', if(variant_draw < 0.1, 'layout.bar', '')), if(${isDecision}, 'banner_button', ''),
      if(${isDecision}, ${OUTCOMES}[choice + 1], ''), own_country = 'US' AND gpc_draw < 0.2,
      if(${isDecision} AND gpc_draw < 0.3, concat('C', hex(sipHash128(number, 'tc')), hex(sipHash128(number, 'more'))), ''),
      if(${isDecision} AND own_country = 'US', concat('DBA', hex(sipHash64(number, 'gpp'))), ''),
      if(${isDecision}, ${CHOICES}[1], []), if(${isDecision}, ${CHOICES}[choice + 1], []),
      if(${isDecision}, 1000 + toInt64(time_draw * 60000), NULL)
    FROM (
      SELECT number, randCanonical(1) AS token_draw, randCanonical(2) AS host_draw, ${toSkewed(300, 3)} AS page,
        ${toSkewed(17, 4)} AS place, ${toSkewed(8, 5)} AS region_draw, ${AGENTS}[${toSkewed(14, 6)} + 1] AS agent,
        ${toSkewed(4, 7)} AS choice, randCanonical(8) AS variant_draw, randCanonical(9) AS gpc_draw, randCanonical(10) AS time_draw,
        randCanonical(11) AS dialog_draw, randCanonical(12) AS decision_draw
      FROM numbers({firstVisit:UInt64}, {visits:UInt64})
    ) ARRAY JOIN arrayFilter(kind -> kind.2 = 'impression' OR (kind.2 = 'dialog_opened' AND dialog_draw < 0.08)
        OR (kind.2 = 'decision' AND decision_draw < 0.5),
      [(0, 'impression'), (1, 'dialog_opened'), (2, 'decision')]) AS event`;
}
