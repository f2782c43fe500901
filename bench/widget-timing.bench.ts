import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../scripts/chromium.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { toMedian, toWorst } from "./median.ts";
import { PEERS } from "./peers/peers.ts";
import { TAG_MS } from "./peers/tag.ts";
import { type Contender, startTimingSite, type TimingSite } from "./widget-timing-site.ts";
import { measureBare, measureVisit, measureWeight, type Visit, type Weight } from "./widget-visit.ts";

/**
 * What the widget costs a slow phone: a quarter of this machine's speed, 390x844 pixels, ten tags waiting. The long run
 * measures the peers on the same page, in turns with ours, so that all have the same share of what else the machine does.
 */
export const rows: BenchRows = async ({ short }) => {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium: install one, or name it in CHROMIUM_PATH");
  const site = await startTimingSite({ peers: short ? [] : PEERS });
  const browser = await chromium.launch({ executablePath });
  try {
    return await measure(browser, site, short ? 3 : 5);
  } finally {
    await browser.close();
    await site.close();
  }
};

async function measure(browser: Browser, site: TimingSite, rounds: number): Promise<BenchRow[]> {
  const contenders = [site.ours, ...site.peers];
  const measured = [];
  for (const contender of contenders) {
    measured.push({
      contender,
      weight: await measureWeight(browser, contender, site.toBareUrl()),
      visits: [] as Visit[],
    });
  }
  // Round 0 warms the servers and the browser; it does not count.
  for (let round = 0; round <= rounds; round++) {
    const bare = await measureBare(browser, site.toBareUrl());
    for (const { contender, visits } of measured) {
      const visit = await measureVisit(browser, contender, bare);
      if (round > 0) visits.push(visit);
    }
  }
  return measured.flatMap(({ contender, weight, visits }) => toRows(contender, weight, visits));
}

interface Measure {
  readonly what: string;
  readonly unit: string;
  /** Our own. */
  readonly budget: number | null;
  readonly read: (measured: { readonly weight: Weight; readonly visits: readonly Visit[] }) => number;
}

const ofVisits =
  (read: (visit: Visit) => number, pick = toMedian): Measure["read"] =>
  ({ visits }) =>
    pick(visits.map(read));

/** Each line of the comparison; what may never happen counts by its worst visit, the rest by the median. */
const MEASURES: readonly Measure[] = [
  {
    what: "loaded before the banner shows, with its configuration, brotli",
    unit: "bytes",
    budget: null,
    read: ({ weight }) => weight.bytes,
  },
  { what: "script time to the banner", unit: "ms", budget: 40, read: ofVisits((visit) => visit.scriptToBannerMs) },
  {
    what: "script time of the first 1.5 s, with what follows the banner",
    unit: "ms",
    budget: null,
    read: ofVisits((visit) => visit.scriptMs),
  },
  { what: "longest task", unit: "ms", budget: 50, read: ofVisits((visit) => visit.longestTaskMs) },
  {
    what: `accept click to next paint with ten ${TAG_MS} ms tags waiting`,
    unit: "ms",
    budget: 50,
    read: ofVisits((visit) => visit.clickMs),
  },
  {
    what: "returning visitor: the last of ten tags asked for after script start",
    unit: "ms",
    budget: null,
    read: ofVisits((visit) => visit.returningMs),
  },
  {
    what: "returning visitor, not slowed down: the last of ten tags asked for after script start",
    unit: "ms",
    budget: 5,
    read: ofVisits((visit) => visit.returningFastMs),
  },
  { what: "CLS", unit: "", budget: 0, read: ofVisits((visit) => visit.cls, toWorst) },
  {
    what: "banner is the LCP element",
    unit: "of 1",
    budget: 0,
    read: ofVisits((visit) => Number(visit.isBannerLcp), toWorst),
  },
  { what: "elements that the banner adds", unit: "", budget: null, read: ({ weight }) => weight.elements },
];

function toRows({ name, isOurs }: Contender, weight: Weight, visits: readonly Visit[]): BenchRow[] {
  return MEASURES.map(({ what, unit, budget, read }) => ({
    what: `${isOurs ? "widget" : name} at 4x slow-down: ${what}`,
    measured: read({ weight, visits }),
    unit,
    budget: isOurs ? budget : null,
    budgetText: isOurs && budget !== null ? toBudgetText(budget, unit) : "",
    gate: "none",
    comparison: { measure: what, of: name },
  }));
}

function toBudgetText(budget: number, unit: string): string {
  return budget === 0 ? "0" : `<= ${budget} ${unit}`;
}
