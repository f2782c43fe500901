import type { MigrationStrategy } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createConsentRow } from "../storage/contract/rows.ts";
import type { ConsentRow } from "../storage/ports.ts";
import { type MergeQuestion, toMerge } from "./merge.ts";

const STRATEGIES: readonly MigrationStrategy[] = ["device_wins_recent", "user_wins", "most_restrictive", "prompt_user"];
const CATEGORIES = [
  { id: "essential", required: true, sells_data: false },
  { id: "analytics", required: false, sells_data: false },
  { id: "marketing", required: false, sells_data: true },
];

type Choices = ConsentRow["choices"];

function toSide(choices: Choices, decidedAtMs: number, gpc = false): ConsentRow {
  return createConsentRow(1, { choices, decidedAtMs, gpc });
}

function merge(device: ConsentRow, user: ConsentRow, strategy: MigrationStrategy, resolutions: Choices = {}) {
  return toMerge({ device, user, categories: CATEGORIES, strategy, resolutions });
}

describe("a category on which device and user differ", () => {
  const [yes, no] = [{ analytics: true }, { analytics: false }];
  test.each<[MigrationStrategy, string, Choices, number, Choices, number, boolean | null, string]>([
    ["device_wins_recent", "the device decided later", yes, 2, no, 1, true, "device_more_recent"],
    ["device_wins_recent", "the user decided later", yes, 1, no, 2, false, "user_more_recent"],
    ["device_wins_recent", "both decided at once", yes, 1, no, 1, true, "device_more_recent"],
    ["device_wins_recent", "both decided at once", no, 1, yes, 1, false, "device_more_recent"],
    ["user_wins", "the device decided later", yes, 2, no, 1, false, "user_wins"],
    ["user_wins", "the device decided later", no, 2, yes, 1, true, "user_wins"],
    ["most_restrictive", "the device agreed", yes, 2, no, 1, false, "most_restrictive"],
    ["most_restrictive", "the user agreed", no, 1, yes, 2, false, "most_restrictive"],
    ["prompt_user", "nobody was asked", yes, 2, no, 1, null, "unresolved"],
  ])("by %s where %s is as it has to be", (strategy, _when, mine, mineAt, theirs, theirsAt, value, reason) => {
    const { choices, conflicts, isSettled } = merge(toSide(mine, mineAt), toSide(theirs, theirsAt), strategy);
    const values = { device_value: mine.analytics, user_value: theirs.analytics, resolved_value: value };
    expect(conflicts).toEqual([{ category: "analytics", ...values, reason }]);
    expect(choices).toEqual(value === null ? {} : { analytics: value });
    expect(isSettled).toBe(value !== null);
  });

  test("is what the visitor answered, where the visitor was asked", () => {
    for (const answer of [true, false]) {
      const { choices, conflicts } = merge(toSide(yes, 1), toSide(no, 2), "prompt_user", { analytics: answer });
      expect(choices).toEqual({ analytics: answer });
      expect(conflicts).toMatchObject([{ resolved_value: answer, reason: "resolved_by_user" }]);
    }
  });

  test("is refused where it is gone and nobody can be asked: a login never waits for ever", () => {
    const { choices, isSettled } = merge(toSide({ old: true }, 1), toSide({ old: false }, 2), "prompt_user");
    expect([choices, isSettled]).toEqual([{ old: false }, true]);
  });
});

describe("an opt-out by the signal (P6)", () => {
  const [optedOut, agreed] = [toSide({ marketing: false }, 1, true), toSide({ marketing: true }, 2)];
  test.each(STRATEGIES.filter((strategy) => strategy !== "prompt_user"))("beats an agreement in %s", (strategy) => {
    expect(merge(optedOut, agreed, strategy).choices).toEqual({ marketing: false });
    expect(merge(agreed, optedOut, strategy).choices).toEqual({ marketing: false });
  });

  test("does not beat an agreement that was made under the signal as well (P8)", () => {
    const confirmed = toSide({ marketing: true }, 2, true);
    expect(merge(confirmed, optedOut, "device_wins_recent").choices).toEqual({ marketing: true });
  });

  test("says nothing about a category that sells nothing", () => {
    const [refused, agreedTo] = [toSide({ analytics: false }, 1, true), toSide({ analytics: true }, 2)];
    expect(merge(agreedTo, refused, "device_wins_recent").choices).toEqual({ analytics: true });
  });

  test("is the visitor's to overrule when asked", () => {
    expect(merge(agreed, optedOut, "prompt_user").isSettled).toBe(false);
    expect(merge(agreed, optedOut, "prompt_user", { marketing: true }).choices).toEqual({ marketing: true });
  });
});

const choices = fc.dictionary(fc.constantFrom("essential", "analytics", "marketing", "old"), fc.boolean());
const side = fc.tuple(choices, fc.nat(3), fc.boolean()).map(([given, at, gpc]) => toSide(given, at, gpc));
const question: fc.Arbitrary<MergeQuestion> = fc.record({
  device: side,
  user: side,
  categories: fc.constant(CATEGORIES),
  strategy: fc.constantFrom(...STRATEGIES),
  resolutions: choices,
});

describe("whatever is merged", () => {
  test("nothing is agreed to that neither side agreed to, required categories apart", () => {
    fc.assert(
      fc.property(question, (asked) => {
        for (const [id, isAgreed] of Object.entries(toMerge(asked).choices)) {
          if (id === "essential") expect(isAgreed).toBe(true);
          else if (isAgreed) expect([asked.device.choices[id], asked.user.choices[id]]).toContain(true);
        }
      }),
    );
  });

  test("what one side alone decided, or both alike, stays so and is no conflict", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const merged = toMerge(asked);
        const { device, user } = asked;
        for (const id of new Set([...Object.keys(device.choices), ...Object.keys(user.choices)])) {
          const values = [device.choices[id], user.choices[id]].filter((value) => value !== undefined);
          if (id === "essential" || new Set(values).size > 1) continue;
          expect(merged.choices[id]).toBe(values[0]);
          expect(merged.conflicts.map((conflict) => conflict.category)).not.toContain(id);
        }
      }),
    );
  });

  test("most_restrictive is AND over what both decided, and asks no order of the sides", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { device, user } = asked;
        const merged = toMerge({ ...asked, strategy: "most_restrictive" }).choices;
        const both = Object.keys(device.choices).filter((id) => id in user.choices && id !== "essential");
        for (const id of both) expect(merged[id]).toBe(device.choices[id] === true && user.choices[id] === true);
        expect(toMerge({ ...asked, strategy: "most_restrictive", device: user, user: device }).choices).toEqual(merged);
      }),
    );
  });

  test("the more recent side wins, whichever it is, unless both decided at once", () => {
    fc.assert(
      fc.property(question, (asked) => {
        fc.pre(asked.device.decidedAtMs !== asked.user.decidedAtMs);
        const one = toMerge({ ...asked, strategy: "device_wins_recent" });
        const other = toMerge({ ...asked, strategy: "device_wins_recent", device: asked.user, user: asked.device });
        expect(one.choices).toEqual(other.choices);
      }),
    );
  });
});
