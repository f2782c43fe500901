import { describe, expect, test } from "vitest";
import type { AnalyticsStore } from "../../storage/ports.ts";
import { readConsentFunnel } from "./consent-funnel.ts";
import { readConsentStatus } from "./consent-status.ts";
import { round4, toDays } from "./period.ts";

const filter = { codes: ["demo0001"], from: "2026-02-27", to: "2026-03-01" };

function createAnalytics(parts: Partial<AnalyticsStore>): AnalyticsStore {
  const missing = async (): Promise<never> => Promise.reject(new Error("not asked for"));
  const calls = { load: missing, loadSessions: missing, refreshBots: missing, ask: missing };
  return { ...calls, ping: missing, close: missing, ...parts };
}

describe("a period", () => {
  test("holds every UTC day from its first to its last, over the end of a month", () => {
    expect(toDays("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(toDays("2028-02-29", "2028-02-29")).toEqual(["2028-02-29"]);
  });
});

describe("rates", () => {
  test("have four digits, and nothing of nothing is 0", () => {
    expect(round4(2, 3)).toBe(0.6667);
    expect(round4(0, 0)).toBe(0);
  });
});

describe("consent status", () => {
  test("fills days without decisions with zeros and sums the others", async () => {
    const analytics = createAnalytics({
      ask: async () => [
        { day: "2026-02-27", allAllowed: 1, allDenied: 1, partial: 0 },
        { day: "2026-03-01", allAllowed: 0, allDenied: 0, partial: 1 },
      ],
    });
    const answer = await readConsentStatus(analytics, filter);
    expect(answer.totals).toMatchObject({
      decisions: 3,
      all_allowed: 1,
      all_denied: 1,
      partial: 1,
      partial_rate: 0.3333,
    });
    expect(answer.days.map((day) => [day.day, day.decisions])).toEqual([
      ["2026-02-27", 2],
      ["2026-02-28", 0],
      ["2026-03-01", 1],
    ]);
  });
});

describe("consent funnel", () => {
  test("gives rates per impression", async () => {
    const analytics = createAnalytics({
      ask: async () => [{ day: "2026-02-28", impressions: 8, dialogsOpened: 2, decisions: 5 }],
    });
    const answer = await readConsentFunnel(analytics, filter);
    expect(answer.totals).toEqual({
      impressions: 8,
      dialogs_opened: 2,
      decisions: 5,
      dialog_rate: 0.25,
      decision_rate: 0.625,
    });
    expect(answer.days).toHaveLength(3);
  });
});
