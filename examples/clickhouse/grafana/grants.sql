-- A user for Grafana, which reads figures and nothing that tells visitors apart. Once, as a user who may make users and views:
--   clickhouse-client --database cookiehub --multiquery < grants.sql
-- On a cluster put ON CLUSTER behind each name that is made, as CookieHub does.

-- Changes of mind are told by what a visitor decided before. The view looks for Grafana, which does not see the visitors.
CREATE OR REPLACE VIEW grafana_consent_changes DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT day, code, hostname, path, country, outcome_before, outcome_after, count() AS changes
FROM (
  SELECT toDate(received_at) AS day, code, hostname, path, country, toString(outcome) AS outcome_after,
    lagInFrame(outcome_after, 1, '') OVER (
      PARTITION BY code, user_token ORDER BY received_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS outcome_before
  FROM consent_events FINAL
  WHERE event_type = 'decision'
)
WHERE outcome_before NOT IN ('', outcome_after)
GROUP BY day, code, hostname, path, country, outcome_before, outcome_after;

-- Grafana's questions set how long they may take, and nothing else.
CREATE SETTINGS PROFILE IF NOT EXISTS grafana SETTINGS
  readonly = 1,
  max_execution_time = 30 CHANGEABLE_IN_READONLY,
  max_memory_usage = 2000000000;

-- Choose a password.
CREATE USER IF NOT EXISTS grafana IDENTIFIED BY 'change-me' SETTINGS PROFILE 'grafana';

GRANT SELECT ON grafana_consent_changes TO grafana;
GRANT SELECT ON consent_status_daily TO grafana;
GRANT SELECT ON consent_funnel_daily TO grafana;
GRANT SELECT ON consent_category_daily TO grafana;
GRANT SELECT ON consent_dim_daily TO grafana;
GRANT SELECT ON sessions_daily TO grafana;
GRANT SELECT ON sessions_dim_daily TO grafana;
GRANT SELECT ON sessions_by_agent_daily TO grafana;
GRANT SELECT ON sessions_by_agent_dim_daily TO grafana;
GRANT SELECT ON session_days_touched TO grafana;
GRANT SELECT(loaded_at) ON loaded_objects TO grafana;
GRANT SELECT(code, received_at) ON recent_consent_events TO grafana;
-- Columns of rows that say nothing of a visitor: no token, no id, no address.
GRANT SELECT(code, received_at, country, source) ON consent_events TO grafana;
GRANT SELECT(code, requested_at, country, source) ON sessions TO grafana;
