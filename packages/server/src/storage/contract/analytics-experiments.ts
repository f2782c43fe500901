import { expect, test } from "vitest";
import type { AnalyticsStore } from "../ports.ts";
import { createEventRow } from "./rows.ts";

const DAY = "2026-03-01";

/** What every analytics store guarantees about the visitors of experiments; the property test of the suite covers them too. */
export function testExperimentCounts(open: () => Promise<AnalyticsStore>): void {
  test("counts each visitor of an arm once, by its first decision, on the day it was first seen", async () => {
    const store = await open();
    const seenAt = (time: string) => ({ receivedAtMs: Date.parse(time), variant: "layout.box" });
    const refused = { categoriesConsented: [], method: "banner_reject" };
    await store.load("2", [
      createEventRow("later", { ...seenAt("2026-03-02T09:00:00Z"), timeToDecisionMs: 9 }),
      createEventRow("instant", { ...seenAt("2026-03-02T08:00:00Z"), timeToDecisionMs: 1 }),
      createEventRow("first", { ...seenAt("2026-03-02T08:00:00Z"), ...refused, timeToDecisionMs: 4000 }),
    ]);
    await store.load("1", [
      createEventRow("seen", { ...seenAt("2026-03-01T08:00:00Z"), eventType: "impression" }),
      createEventRow("again", { ...seenAt("2026-03-02T08:00:00Z"), eventType: "impression" }),
      createEventRow("opened", { ...seenAt("2026-03-02T08:00:00Z"), eventType: "dialog_opened", userToken: "dev_2" }),
      createEventRow("signal", { ...seenAt("2026-03-02T08:00:00Z"), method: "gpc", userToken: "dev_3" }),
      createEventRow("other", { variant: "words.box" }),
    ]);
    const arms = { code: "shop0001", variants: ["layout.box", "layout.none"], from: DAY, to: DAY };
    const dev1 = {
      variant: "layout.box",
      visitors: 1,
      impressions: 2,
      dialogsOpened: 0,
      interacted: 1,
      decisions: 1,
      allAllowed: 0,
      allDenied: 1,
      partial: 0,
      timedDecisions: 1,
      medianMs: 4000,
      p90Ms: 4000,
    };
    expect(await store.ask("experimentCounts", arms)).toEqual([dev1]);
    expect(await store.ask("experimentCounts", { ...arms, to: "2026-03-02" })).toEqual([
      { ...dev1, visitors: 2, dialogsOpened: 1, interacted: 2 },
    ]);
    expect(await store.ask("experimentCounts", { ...arms, code: "shop0002" })).toEqual([]);
  });

  test("tells the median and the ninth decile by nearest rank", async () => {
    const store = await open();
    const load = (count: number) =>
      store.load(
        `times-${count}`,
        Array.from({ length: count }, (_, index) =>
          createEventRow(`${count}-${index}`, {
            variant: `times.${count}`,
            userToken: `dev_${index}`,
            timeToDecisionMs: (index + 1) * 10,
          }),
        ),
      );
    for (const count of [1, 2, 10, 11]) await load(count);
    const variants = [1, 2, 10, 11].map((count) => `times.${count}`);
    const counts = await store.ask("experimentCounts", { code: "shop0001", variants, from: DAY, to: DAY });
    expect(counts.map(({ variant, medianMs, p90Ms }) => [variant, medianMs, p90Ms])).toEqual([
      ["times.1", 10, 10],
      ["times.10", 50, 90],
      ["times.11", 60, 100],
      ["times.2", 10, 20],
    ]);
  });
}
