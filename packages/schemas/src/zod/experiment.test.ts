import { describe, expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { experimentSchema, experimentsSchema } from "./experiment.ts";

const VARIANTS = [{ id: "control" }, { id: "box", banner: { layout: "box" } }];
const STARTED = "2026-11-20T10:00:00.000Z";

const readFaults = createFaultReader(experimentSchema);

const withVariant = (variant: object) => ({ id: "layout", variants: [{ id: "control" }, { id: "other", ...variant }] });

describe("an experiment", () => {
  test("needs no more than an id and the arms' differences", () => {
    expect(experimentSchema.parse({ id: "layout", variants: VARIANTS })).toEqual({
      id: "layout",
      status: "draft",
      traffic: 1,
      variants: [
        { id: "control", weight: 1, banner: {}, translations: {} },
        { id: "box", weight: 1, banner: { layout: "box" }, translations: {} },
      ],
    });
  });

  test.each([
    ["hides reject all", { banner: { show_reject_all: false } }, "banner.show_reject_all"],
    ["hides the way back to the settings", { banner: { show_reopen: false } }, "banner.show_reopen"],
    ["asks again sooner", { banner: { consent_renewal_days: 1 } }, "banner.consent_renewal_days"],
    ["claims another banner version", { banner: { version: "2" } }, "banner.version"],
    [
      "words one choice otherwise",
      { translations: { en: { messages: { reject_all: "No, I like it slow" } } } },
      "translations.en.messages.reject_all",
    ],
    [
      "says nothing",
      { translations: { en: { messages: { banner_text: " " } } } },
      "translations.en.messages.banner_text",
    ],
    ["changes a category", { categories: [] }, ""],
    ["renames a category", { translations: { en: { categories: { ads: { name: "Love" } } } } }, "translations.en"],
  ])("L2, L4: a variant that %s is refused at its place", (_, variant, place) => {
    expect(readFaults(withVariant(variant))).toEqual([["variants.1", place].filter(Boolean).join(".")]);
  });

  test("may say again what keeps refusing easy", () => {
    expect(readFaults(withVariant({ banner: { show_reject_all: true, show_reopen: true } }))).toEqual([]);
  });

  test.each([
    ["a dot in its id", { id: "a.b", variants: VARIANTS }, ["id"]],
    ["one arm only", { id: "a", variants: [{ id: "control" }] }, ["variants"]],
    ["seven arms", { id: "a", variants: Array.from({ length: 7 }, (_, index) => ({ id: `v${index}` })) }, ["variants"]],
    ["two arms of one id", { id: "a", variants: [{ id: "x" }, { id: "x" }] }, ["variants.1.id"]],
    ["an arm without weight", { id: "a", variants: [{ id: "x", weight: 0 }, { id: "y" }] }, ["variants.0.weight"]],
    ["more than all traffic", { id: "a", traffic: 1.1, variants: VARIANTS }, ["traffic"]],
    ["a run without a start", { id: "a", status: "running", variants: VARIANTS }, ["started_at"]],
    ["an end without a time", { id: "a", status: "stopped", started_at: STARTED, variants: VARIANTS }, ["stopped_at"]],
  ])("%s is refused", (_, experiment, faults) => expect(readFaults(experiment)).toEqual(faults));

  test("the longest label fits the variant of an event", () => {
    const id = "x".repeat(31);
    expect(readFaults({ id, variants: [{ id }, { id: "y" }] })).toEqual([]);
    expect(`${id}.${id}`.length).toBeLessThanOrEqual(64);
  });
});

describe("the experiments of a tenant", () => {
  const running = (id: string) => ({ id, status: "running", started_at: STARTED, variants: VARIANTS });

  test("one runs at a time; the fault names the one to stop", () => {
    const parsed = experimentsSchema.safeParse([running("a"), { id: "b", variants: VARIANTS }, running("c")]);
    expect(parsed.error?.issues).toMatchObject([{ path: [2, "status"], message: expect.stringContaining("stop a") }]);
  });

  test("an id names one experiment", () => {
    const parsed = experimentsSchema.safeParse([running("a"), { id: "a", variants: VARIANTS }]);
    expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([[1, "id"]]);
  });

  test("eleven are too many", () => {
    const experiments = Array.from({ length: 11 }, (_, index) => ({ id: `e${index}`, variants: VARIANTS }));
    expect(experimentsSchema.safeParse(experiments).success).toBe(false);
  });
});
