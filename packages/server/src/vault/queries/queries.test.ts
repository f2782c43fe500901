import { describe, expect, test } from "vitest";
import type { AskedAnalytics } from "./asked.ts";
import { readConsentChurn } from "./consent-churn.ts";
import { readConsentCompliance } from "./consent-compliance.ts";
import { readConsentExperiments } from "./consent-experiments.ts";
import { readConsentFunnel } from "./consent-funnel.ts";
import { readConsentStatus } from "./consent-status.ts";
import { round4, toDays } from "./period.ts";

const filter = { codes: ["demo0001"], from: "2026-02-27", to: "2026-03-01" };

const createAnalytics = (parts: AskedAnalytics): AskedAnalytics => parts;

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

describe("consent churn", () => {
  test("tells each of the six directions, on days without changes too", async () => {
    const analytics = createAnalytics({
      ask: async () => ({
        days: [
          { day: "2026-02-27", from: "all_allowed", to: "all_denied", changes: 2 },
          { day: "2026-02-27", from: "partial", to: "all_allowed", changes: 1 },
          { day: "2026-03-01", from: "all_allowed", to: "all_denied", changes: 1 },
        ],
        users: 9,
        usersChanged: 3,
      }),
    });
    const answer = await readConsentChurn(analytics, filter);
    expect(answer).toMatchObject({ users: 9, users_changed: 3, users_changed_rate: 0.3333 });
    expect(answer.days.map(({ changes }) => changes)).toEqual([3, 0, 1]);
    expect(answer.totals.changes).toBe(4);
    expect(answer.totals.directions.map(({ before, after, changes }) => [before, after, changes])).toEqual([
      ["all_allowed", "partial", 0],
      ["all_allowed", "all_denied", 3],
      ["partial", "all_allowed", 1],
      ["partial", "all_denied", 0],
      ["all_denied", "all_allowed", 0],
      ["all_denied", "partial", 0],
    ]);
  });
});

describe("consent compliance", () => {
  test("gives rates per decision, and those of a signal per decision under it", async () => {
    const day = { day: "2026-02-28", decisions: 8, disclosedBefore: 6, withoutDisclosure: 1 };
    const analytics = createAnalytics({ ask: async () => [{ ...day, gpc: 4, gpcAgreed: 1, gpp: 3, gppAgreed: 2 }] });
    const { totals, days } = await readConsentCompliance(analytics, filter);
    expect(totals).toEqual({
      decisions: 8,
      disclosed_before: 6,
      disclosed_before_rate: 0.75,
      without_disclosure: 1,
      without_disclosure_rate: 0.125,
      gpc: 4,
      gpc_agreed: 1,
      gpc_agreed_rate: 0.25,
      gpp: 3,
      gpp_agreed: 2,
      gpp_agreed_rate: 0.6667,
    });
    expect(days.map(({ decisions, gpc_agreed_rate }) => [decisions, gpc_agreed_rate])).toEqual([
      [0, 0],
      [8, 0.25],
      [0, 0],
    ]);
  });
});

describe("experiments", () => {
  test("are asked for one code after another, and told by code and variant with rates per visitor", async () => {
    const asked: unknown[] = [];
    const arm = { visitors: 8, impressions: 9, dialogsOpened: 1, interacted: 6, decisions: 5, allAllowed: 3 };
    const rest = { allDenied: 1, partial: 1, timedDecisions: 2, medianMs: 10, p90Ms: 30 };
    const analytics = createAnalytics({
      ask: async (_name, given) => {
        asked.push(given);
        return [{ variant: "layout.box", ...arm, ...rest }];
      },
    });
    const given = { ...filter, codes: ["demo0002", "demo0001"], variants: null };
    const { arms } = await readConsentExperiments(analytics, given);
    expect(asked).toMatchObject([
      { code: "demo0001", variants: null },
      { code: "demo0002", variants: null },
    ]);
    expect(arms.map(({ code, variant }) => [code, variant])).toEqual([
      ["demo0001", "layout.box"],
      ["demo0002", "layout.box"],
    ]);
    expect(arms[0]).toMatchObject({
      interaction_rate: 0.75,
      consent_rate: 0.5,
      full_consent_rate: 0.375,
      reject_rate: 0.125,
      time_to_decision: { decisions: 2, median_ms: 10, p90_ms: 30 },
    });
  });
});
