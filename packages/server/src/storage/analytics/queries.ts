import type {
  AnalyticsQuestions,
  CategoryDay,
  Churn,
  ComplianceDay,
  ConsentEventRow,
  ExperimentCounts,
  FunnelDay,
  QuestionName,
  SessionDay,
  StatusDay,
} from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { STATED_OUTCOMES, toChangesQuery, toUsersQuery } from "./churn-queries.ts";
import { toCategoryQuery, toComplianceQuery, toFunnelQuery, toStatusQuery } from "./consent-queries.ts";
import {
  readCategoryDays,
  readDimensionCategoryDays,
  readDimensionDays,
  readMatrix,
  readSessionDimensionDays,
} from "./dimension-answers.ts";
import { toExperimentQuery } from "./experiment-visitors.ts";
import type { AnalyticsQuery, Run } from "./filter.ts";
import { createHorizons, type Horizons } from "./horizons.ts";
import { prepareHorizons } from "./left-out.ts";
import type { DecisionOutcome } from "./outcome.ts";
import { readEventPage, readUserEvents } from "./raw-queries.ts";
import { readOrAdd } from "./read-or-add.ts";
import { toSessionDaysQuery } from "./session-queries.ts";

/** Answers a question of the port. */
export type AnalyticsReader = (
  name: QuestionName,
  given: AnalyticsQuestions[QuestionName]["given"],
) => AnalyticsQuestions[QuestionName]["answer"];

type Answers = {
  readonly [Name in QuestionName]: (given: AnalyticsQuestions[Name]["given"]) => AnalyticsQuestions[Name]["answer"];
};

interface ChangeRecord {
  readonly day: string;
  readonly before: DecisionOutcome;
  readonly after: DecisionOutcome;
  readonly changes: number;
}

/** Creates the reader. Statements are prepared once for each shape of a question. */
export function createAnalyticsReader(database: Database): AnalyticsReader {
  const answers = createAnswers(database, prepareRun(database));
  return (name, given) => {
    const answer = answers[name] as (given: unknown) => AnalyticsQuestions[QuestionName]["answer"];
    return answer(given);
  };
}

function prepareRun(database: Database): Run {
  const statements = new Map<string, ReturnType<Database["prepare"]>>();
  return <Row>({ sql, values }: AnalyticsQuery): Row[] => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement.all(values) as Row[];
  };
}

function createAnswers(database: Database, run: Run): Answers {
  const readHorizons = prepareHorizons(database, "consent_events");
  return {
    consentStatus: (filter) => run<StatusDay>(toStatusQuery(filter)),
    consentFunnel: (filter) => run<FunnelDay>(toFunnelQuery(filter)),
    consentCategories: (filter) =>
      filter.pathSegment === undefined ? readCategoryDays(run, filter) : run<CategoryDay>(toCategoryQuery(filter)),
    consentDimension: (question) => readDimensionDays(run, question),
    consentDimensionCategories: (question) => readDimensionCategoryDays(run, question),
    consentMatrix: (question) => readMatrix(run, question),
    consentChurn: (filter) => readChurn(run, filter),
    consentCompliance: (filter) => readCompliance(run, createHorizons(readHorizons()), filter),
    experimentCounts: (filter) => run<ExperimentCounts>(toExperimentQuery(filter)),
    sessionDays: (filter) => run<SessionDay>(toSessionDaysQuery(filter)),
    sessionDimension: (question) => readSessionDimensionDays(run, question),
    rawUserEvents: ({ codes, userToken }) => readUserEvents(database, codes, userToken),
    rawEvents: (question): ConsentEventRow[] => readEventPage(database, question, "events"),
    rawLatestDecisions: (question): ConsentEventRow[] => readEventPage(database, question, "latestDecisions"),
  };
}

// Days whose rows are gone still have their sums; what users had been shown before is not known of them any more.
function readCompliance(
  run: Run,
  horizons: Horizons,
  filter: AnalyticsQuestions["consentCompliance"]["given"],
): ComplianceDay[] {
  const byFirstDay = new Map<string, string[]>();
  for (const code of new Set(filter.codes)) readOrAdd(byFirstDay, horizons.of(code), () => []).push(code);
  const parts = [...byFirstDay].map(([firstDay, codes]) =>
    run<ComplianceDay>(toComplianceQuery({ ...filter, codes, from: firstDay > filter.from ? firstDay : filter.from })),
  );
  if (parts.length === 1) return parts[0] ?? [];
  const days = new Map<string, ComplianceDay>();
  for (const one of parts.flat()) {
    const known = days.get(one.day);
    days.set(one.day, known === undefined ? one : addCompliance(known, one));
  }
  return [...days.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
}

function addCompliance(one: ComplianceDay, other: ComplianceDay): ComplianceDay {
  return {
    day: one.day,
    decisions: one.decisions + other.decisions,
    disclosedBefore: one.disclosedBefore + other.disclosedBefore,
    withoutDisclosure: one.withoutDisclosure + other.withoutDisclosure,
    gpc: one.gpc + other.gpc,
    gpcAgreed: one.gpcAgreed + other.gpcAgreed,
    gpp: one.gpp + other.gpp,
    gppAgreed: one.gppAgreed + other.gppAgreed,
  };
}

function readChurn(run: Run, filter: AnalyticsQuestions["consentChurn"]["given"]): Churn {
  const days = run<ChangeRecord>(toChangesQuery(filter)).map(({ day, before, after, changes }) => ({
    day,
    from: STATED_OUTCOMES[before],
    to: STATED_OUTCOMES[after],
    changes,
  }));
  const [counts] = run<Pick<Churn, "users" | "usersChanged">>(toUsersQuery(filter));
  return { days, users: counts?.users ?? 0, usersChanged: counts?.usersChanged ?? 0 };
}
