const DAY = "date(received_at_ms / 1000, 'unixepoch')";
const PAGE = "code, day, hostname, path, country";

const FIRST_COLUMNS = `event_id, code, received_at_ms, event_type, user_token, hostname, path, country, region, language,
  device, os, browser, regulation, policy_version, banner_version, variant, method, gpc,
  categories_disclosed, categories_consented, time_to_decision_ms`;

/** What decisions say and came to, and the order of users, in silver itself. */
const FILL_SILVER = `
  INSERT INTO consent_events (event_key, user_key, browser_context, ${FIRST_COLUMNS})
    SELECT key_of(code, event_id), key_of(code, user_token), '', ${FIRST_COLUMNS} FROM first_consent_events;
  DROP TABLE first_consent_events;

  INSERT INTO choices (disclosed, consented, outcome)
    SELECT categories_disclosed, categories_consented, CASE agreed WHEN asked THEN 'allAllowed' WHEN 0 THEN 'allDenied' ELSE 'partial' END
    FROM (
      SELECT categories_disclosed, categories_consented,
        (SELECT count(DISTINCT value) FROM json_each(categories_disclosed)) AS asked,
        (SELECT count(DISTINCT value) FROM json_each(categories_consented)
          WHERE value IN (SELECT value FROM json_each(categories_disclosed))) AS agreed
      FROM (SELECT DISTINCT categories_disclosed, categories_consented FROM consent_events WHERE event_type = 'decision')
    );
  INSERT INTO choice_categories (choice, category, is_consented)
    SELECT DISTINCT choice, value, value IN (SELECT value FROM json_each(consented)) FROM choices, json_each(disclosed);
  UPDATE consent_events SET outcome = choices.outcome FROM choices
    WHERE event_type = 'decision' AND disclosed = categories_disclosed AND consented = categories_consented;

  CREATE INDEX consent_events_by_id ON consent_events (event_key);
  CREATE INDEX consent_events_by_time ON consent_events (code, received_at_ms);
  CREATE INDEX consent_events_sights ON consent_events (user_key, received_at_ms) WHERE outcome IS NULL;
  CREATE INDEX consent_events_decisions ON consent_events (user_key, received_at_ms, event_id) WHERE outcome IS NOT NULL;

  UPDATE consent_events SET changed_from = history.before FROM (
      SELECT rowid AS position,
        lag(outcome) OVER (PARTITION BY code, user_token ORDER BY received_at_ms, event_id) AS before
      FROM consent_events WHERE outcome IS NOT NULL
    ) AS history
    WHERE consent_events.rowid = history.position AND history.before <> outcome;

  -- Whom a filter leaves: read without the rows.
  CREATE INDEX consent_events_deciders
    ON consent_events (code, received_at_ms, hostname, path, country, user_token, outcome) WHERE outcome IS NOT NULL;
  CREATE INDEX consent_events_changers
    ON consent_events (code, received_at_ms, hostname, path, country, user_token, changed_from)
    WHERE changed_from IS NOT NULL;
  CREATE INDEX consent_events_changes ON consent_events (user_key, received_at_ms, event_id)
    WHERE changed_from IS NOT NULL;`;

const FILL_PAGES = `
  WITH sights AS (
    SELECT code, user_token, min(received_at_ms) AS first_ms FROM consent_events WHERE outcome IS NULL
    GROUP BY code, user_token
  ), decisions AS (
    SELECT code, ${DAY} AS day, hostname, path, country, gpc, gpp_string <> '' AS gpp, outcome <> 'allDenied' AS agreed,
      coalesce(first_ms <= received_at_ms + 60000, 0) AS disclosed,
      categories_disclosed = '[]' AND method IN ('banner_button', 'banner_accept', 'banner_reject', 'preferences') AS undisclosed
    FROM consent_events LEFT JOIN sights USING (code, user_token) WHERE outcome IS NOT NULL
  ), sums AS (
    SELECT ${PAGE}, sum(disclosed) AS disclosed, sum(undisclosed) AS undisclosed, sum(gpc) AS gpc,
      sum(gpc AND agreed) AS gpc_agreed, sum(gpp) AS gpp, sum(gpp AND agreed) AS gpp_agreed
    FROM decisions GROUP BY ${PAGE}
  )
  UPDATE consent_status_daily AS status SET disclosed_before = sums.disclosed, without_disclosure = sums.undisclosed,
      gpc = sums.gpc, gpc_agreed = sums.gpc_agreed, gpp = sums.gpp, gpp_agreed = sums.gpp_agreed
    FROM sums WHERE (status.code, status.day, status.hostname, status.path, status.country)
      = (sums.code, sums.day, sums.hostname, sums.path, sums.country);

  INSERT INTO consent_choice_daily (code, day, choice, hostname, path, country, decisions)
    SELECT code, ${DAY} AS day, choice, hostname, path, country, count(*)
    FROM consent_events JOIN choices ON disclosed = categories_disclosed AND consented = categories_consented
    WHERE event_type = 'decision' GROUP BY ${PAGE}, choice;

  INSERT INTO places (code, hostname, country)
    SELECT code, hostname, country FROM consent_funnel_daily
    UNION SELECT code, hostname, country FROM consent_status_daily;
  INSERT INTO consent_place_daily (place, day, impressions, dialogs_opened, decisions, all_allowed, all_denied, partial,
      disclosed_before, without_disclosure, gpc, gpc_agreed, gpp, gpp_agreed)
    SELECT place, day, sum(impressions), sum(dialogs_opened), sum(decisions),
      coalesce(sum(all_allowed), 0), coalesce(sum(all_denied), 0), coalesce(sum(partial), 0),
      coalesce(sum(disclosed_before), 0), coalesce(sum(without_disclosure), 0),
      coalesce(sum(gpc), 0), coalesce(sum(gpc_agreed), 0), coalesce(sum(gpp), 0), coalesce(sum(gpp_agreed), 0)
    FROM consent_funnel_daily LEFT JOIN consent_status_daily USING (${PAGE}) JOIN places USING (code, hostname, country)
    GROUP BY place, day;`;

const FILL_HISTORIES = `
  INSERT INTO consent_changes_daily (${PAGE}, outcome_before, outcome_after, changes)
    SELECT code, ${DAY} AS day, hostname, path, country, changed_from, outcome, count(*)
    FROM consent_events WHERE changed_from IS NOT NULL GROUP BY ${PAGE}, changed_from, outcome;

  INSERT INTO consent_users_daily (code, day, previous_day, users, users_changed)
    WITH decided AS (
      SELECT DISTINCT 0 AS is_change, code, user_token, ${DAY} AS day FROM consent_events WHERE outcome IS NOT NULL
      UNION ALL
      SELECT DISTINCT 1, code, user_token, ${DAY} FROM consent_events WHERE changed_from IS NOT NULL
    ), chain AS (
      SELECT code, day, is_change,
        coalesce(lag(day) OVER (PARTITION BY is_change, code, user_token ORDER BY day), '') AS previous_day
      FROM decided
    )
    SELECT code, day, previous_day, sum(is_change = 0), sum(is_change) FROM chain GROUP BY code, day, previous_day;`;

/** The sums of a column of `consent_dims_daily`: `{key: [cell, sum, ...]}` for each place and day. */
const toCells = (key: string, cell: string) => `
    SELECT place, day, json_group_object(key, json('[' || cells || ']')) AS cells FROM (
      SELECT place, day, key, group_concat(cell || ',' || amount) AS cells FROM (
        SELECT place, day, ${key} AS key, ${cell} AS cell, count(*) AS amount FROM decisions GROUP BY place, day, ${key}, ${cell}
      ) GROUP BY place, day, key
    ) GROUP BY place, day`;
const CROSS_CELL = "client * 3 + (CASE outcome WHEN 'allAllowed' THEN 0 WHEN 'allDenied' THEN 1 ELSE 2 END)";

const FILL_DIMENSIONS = `
  INSERT INTO clients (device, os, browser, browser_context)
    SELECT DISTINCT device, os, browser, browser_context FROM consent_events WHERE outcome IS NOT NULL;
  INSERT INTO locales (region, language, regulation)
    SELECT DISTINCT region, language, regulation FROM consent_events WHERE outcome IS NOT NULL;

  INSERT INTO consent_dims_daily (place, day, by_client, by_locale, by_region, by_language, by_regulation)
    WITH decisions AS MATERIALIZED (
      SELECT place, ${DAY} AS day, client, locale, choice, consent_events.outcome AS outcome, region, language, regulation
      FROM consent_events JOIN places USING (code, hostname, country)
        JOIN clients USING (device, os, browser, browser_context) JOIN locales USING (region, language, regulation)
        JOIN choices ON disclosed = categories_disclosed AND consented = categories_consented
      WHERE event_type = 'decision'
    )
    SELECT place, day, by_client.cells, by_locale.cells, by_region.cells, by_language.cells, by_regulation.cells
    FROM (${toCells("client", "choice")}) AS by_client
      JOIN (${toCells("locale", "choice")}) AS by_locale USING (place, day)
      JOIN (${toCells("region", CROSS_CELL)}) AS by_region USING (place, day)
      JOIN (${toCells("language", CROSS_CELL)}) AS by_language USING (place, day)
      JOIN (${toCells("regulation", CROSS_CELL)}) AS by_regulation USING (place, day);`;

/** Fills the tables of `CONSENT_GOLD_TABLES` with the figures of the events that a file holds already. */
export const CONSENT_GOLD_REBUILD = [FILL_SILVER, FILL_PAGES, FILL_HISTORIES, FILL_DIMENSIONS].join("\n");
