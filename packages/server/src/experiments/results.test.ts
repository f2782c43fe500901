import { experimentResultsAnswerSchema, experimentSchema } from "@cookiehub/schemas";
import { expect, test } from "vitest";
import type { ExperimentCounts } from "../storage/ports.ts";
import { toResults } from "./results.ts";

const EXPERIMENT = experimentSchema.parse({
  id: "layout",
  status: "running",
  started_at: "2026-11-01T08:00:00.000Z",
  variants: [{ id: "control" }, { id: "box" }, { id: "bar" }],
});
const PERIOD = { from: "2026-11-01", to: "2026-11-20" };

function toCounts(variant: string, changes: Partial<ExperimentCounts> = {}): ExperimentCounts {
  return {
    variant,
    visitors: 1000,
    impressions: 1100,
    dialogsOpened: 200,
    interacted: 800,
    decisions: 700,
    allAllowed: 300,
    allDenied: 250,
    partial: 150,
    timedDecisions: 600,
    medianMs: 4200,
    p90Ms: 21_000,
    ...changes,
  };
}

const results = (counts: ExperimentCounts[]) => {
  const answer = toResults("demo", EXPERIMENT, PERIOD, counts);
  expect(experimentResultsAnswerSchema.parse(answer)).toEqual(answer);
  return answer;
};

test("rates are shares of all visitors, each with its interval; the control is compared with nothing", () => {
  const [control] = results(["layout.control", "layout.box", "layout.bar"].map((label) => toCounts(label))).variants;
  expect(control).toEqual({
    id: "control",
    variant: "layout.control",
    weight: 1,
    visitors: 1000,
    impressions: 1100,
    dialogs_opened: 200,
    decisions: 700,
    rates: {
      consent: { value: 0.45, low: 0.4194, high: 0.481 },
      full_consent: { value: 0.3, low: 0.2724, high: 0.3291 },
      reject: { value: 0.25, low: 0.2242, high: 0.2778 },
      interaction: { value: 0.8, low: 0.7741, high: 0.8236 },
    },
    time_to_decision: { decisions: 600, median_ms: 4200, p90_ms: 21_000 },
    difference: null,
    verdict: null,
  });
});

test("each other arm is compared with the control, whatever order the counts come in", () => {
  const { variants, split } = results([
    toCounts("layout.bar"),
    toCounts("layout.box", { allAllowed: 400, allDenied: 150 }),
    toCounts("layout.control"),
  ]);
  expect(variants.map(({ id, difference, verdict }) => [id, difference?.consent?.value, verdict?.code])).toEqual([
    ["control", undefined, undefined],
    ["box", 0.1, "higher_consent"],
    ["bar", 0, "no_clear_difference"],
  ]);
  expect(variants[1]?.difference).toMatchObject({ full_consent: { value: 0.1 }, reject: { value: -0.1 } });
  expect(split).toEqual({ probability: 1, is_uneven: false });
});

test("an arm that loses visitors spoils the test, and every verdict says so", () => {
  const { split, variants } = results([
    toCounts("layout.control"),
    toCounts("layout.box", { visitors: 850 }),
    toCounts("layout.bar"),
  ]);
  expect(split).toEqual({ probability: expect.any(Number), is_uneven: true });
  expect(variants.map(({ verdict }) => verdict?.code)).toEqual([undefined, "uneven_split", "uneven_split"]);
});

test("before anybody came, nothing is claimed", () => {
  const { split, variants } = results([]);
  expect(split).toEqual({ probability: 1, is_uneven: false });
  expect(variants[1]).toMatchObject({
    visitors: 0,
    rates: { consent: null, full_consent: null, reject: null, interaction: null },
    time_to_decision: { decisions: 0, median_ms: null, p90_ms: null },
    difference: { consent: null, full_consent: null, reject: null, interaction: null },
    verdict: { code: "too_few_visitors" },
  });
});
