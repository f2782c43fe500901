import { HEADINGS, toExportLine } from "../src/storage/analytics/export-format.ts";
import {
  countExperiment,
  countFunnel,
  countStatus,
  type LoadedObject,
} from "../src/storage/contract/analytics-model.ts";
import {
  countCategories,
  countChurn,
  countCompliance,
  countDimension,
  countDimensionCategories,
  countMatrix,
  listEvents,
  listLatestDecisions,
  listUserEvents,
} from "../src/storage/contract/analytics-model-consent.ts";
import {
  countSessionDimension,
  countSessions,
  type LoadedBatch,
} from "../src/storage/contract/analytics-model-sessions.ts";
import type { AnalyticsQuestions, AnalyticsStore, QuestionName } from "../src/storage/ports.ts";

type Answers = {
  readonly [Name in QuestionName]: (given: AnalyticsQuestions[Name]["given"]) => AnalyticsQuestions[Name]["answer"];
};

/** Creates an analytics store that answers every question by the plain computation that real ones are held to. */
export function createModelAnalytics(): AnalyticsStore {
  const objects: LoadedObject[] = [];
  const batches: LoadedBatch[] = [];
  const answers: Answers = {
    consentStatus: (filter) => countStatus(objects, filter),
    consentFunnel: (filter) => countFunnel(objects, filter),
    consentCategories: (filter) => countCategories(objects, filter),
    consentDimension: (filter) => countDimension(objects, filter),
    consentDimensionCategories: (filter) => countDimensionCategories(objects, filter),
    consentMatrix: (filter) => countMatrix(objects, filter),
    consentChurn: (filter) => countChurn(objects, filter),
    consentCompliance: (filter) => countCompliance(objects, filter),
    experimentCounts: (filter) => countExperiment(objects, filter),
    sessionDays: (filter) => countSessions(batches, filter),
    sessionDimension: (filter) => countSessionDimension(batches, filter),
    rawUserEvents: (question) => listUserEvents(objects, question),
    rawEvents: (question) => listEvents(objects, question),
    rawLatestDecisions: (question) => listLatestDecisions(objects, question),
  };
  return {
    load: async (key, rows) => {
      objects.push({ key, rows });
      return { inserted: rows.length, duplicates: 0 };
    },
    loadSessions: async (key, rows) => {
      batches.push({ key, rows });
      return { inserted: rows.length, duplicates: 0 };
    },
    findMissing: async () => [],
    findMissingSessions: async () => [],
    refreshHistories: async () => 0,
    settleDay: async () => [],
    readTouchedDays: async () => [],
    refreshBots: async () => 0,
    async *exportDay({ code, day, format }) {
      const rows = listEvents(objects, { codes: [code], from: day, to: day, limit: Number.POSITIVE_INFINITY });
      const lines = rows.map((row) => toExportLine(row, format));
      yield { bytes: Buffer.from(HEADINGS[format] + lines.join("")), rows: rows.length };
    },
    eraseUsers: async () => {},
    keepOut: async () => {},
    expire: async () => true,
    ask: async (name, given) => (answers[name] as (asked: unknown) => never)(given),
    ping: async () => {},
    close: async () => {},
  };
}
