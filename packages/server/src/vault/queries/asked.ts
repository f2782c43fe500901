import type { AnalyticsQuestions, AnalyticsStore, QuestionName } from "../../storage/ports.ts";

/** The part of the analytics store that answers. */
export type AskedAnalytics = Pick<AnalyticsStore, "ask">;

/** The same for one request. */
export interface CountedAnalytics extends AskedAnalytics {
  /** Rows that were answered so far. */
  readonly rowCount: number;
}

/** Counts the rows that the store answers. */
export function countRows(analytics: AskedAnalytics): CountedAnalytics {
  let rowCount = 0;
  return {
    ask: async (name, given) => {
      const answer = await analytics.ask(name, given);
      rowCount += toRowCount(answer);
      return answer;
    },
    get rowCount() {
      return rowCount;
    },
  };
}

function toRowCount(answer: AnalyticsQuestions[QuestionName]["answer"]): number {
  return "days" in answer ? answer.days.length : answer.length;
}
