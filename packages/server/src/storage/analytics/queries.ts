import type {
  AnalyticsFilter,
  AnalyticsQuestions,
  ExperimentCounts,
  FunnelDay,
  QuestionName,
  StatusDay,
} from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { toExperimentQuery } from "./experiment-visitors.ts";

/** A question on one gold table: SQL, and the values bound to it. */
export interface GoldQuery {
  readonly sql: string;
  readonly values: Readonly<Record<string, string>>;
}

export function toStatusQuery(filter: AnalyticsFilter): GoldQuery {
  return toDailySums(
    "consent_status_daily",
    "sum(all_allowed) AS allAllowed, sum(all_denied) AS allDenied, sum(partial) AS partial",
    filter,
  );
}

export function toFunnelQuery(filter: AnalyticsFilter): GoldQuery {
  return toDailySums(
    "consent_funnel_daily",
    "sum(impressions) AS impressions, sum(dialogs_opened) AS dialogsOpened, sum(decisions) AS decisions",
    filter,
  );
}

/** Answers a question of the port. */
export type AnalyticsReader = (
  name: QuestionName,
  given: AnalyticsQuestions[QuestionName]["given"],
) => AnalyticsQuestions[QuestionName]["answer"];

type Answers = {
  readonly [Name in QuestionName]?: (given: AnalyticsQuestions[Name]["given"]) => AnalyticsQuestions[Name]["answer"];
};

/** Creates the reader. */
export function createAnalyticsReader(database: Database): AnalyticsReader {
  const run = <Day>({ sql, values }: GoldQuery): Day[] => database.prepare<[typeof values], Day>(sql).all(values);
  const answers: Answers = {
    consentStatus: (filter) => run<StatusDay>(toStatusQuery(filter)),
    consentFunnel: (filter) => run<FunnelDay>(toFunnelQuery(filter)),
    experimentCounts: (filter) => run<ExperimentCounts>(toExperimentQuery(filter)),
  };
  return (name, given) => {
    const answer = answers[name] as ((given: unknown) => AnalyticsQuestions[QuestionName]["answer"]) | undefined;
    if (!answer) throw new TypeError(`not answered here: ${name}`);
    return answer(given);
  };
}

function toDailySums(table: string, sums: string, filter: AnalyticsFilter): GoldQuery {
  const { codes, from, to, hostname, pathSegment, country } = filter;
  const values: Record<string, string> = { codes: JSON.stringify(codes), from, to };
  const conditions = ["code IN (SELECT value FROM json_each(@codes))", "day BETWEEN @from AND @to"];
  if (hostname !== undefined) {
    conditions.push("hostname = @hostname");
    values.hostname = hostname;
  }
  if (pathSegment !== undefined) {
    // A range, not LIKE: no wildcard to escape, no folding of case. "0" is the character after "/".
    conditions.push("(path = @segment OR (path >= @segment || '/' AND path < @segment || '0'))");
    values.segment = pathSegment.replace(/\/+$/, "");
  }
  if (country !== undefined) {
    conditions.push("country = @country");
    values.country = country;
  }
  return {
    sql: `SELECT day, ${sums} FROM ${table} WHERE ${conditions.join(" AND ")} GROUP BY day ORDER BY day`,
    values,
  };
}
