import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What is new in WCAG 2.2 AA, 2.5.8: axe leaves it out unless it is asked for. */
const OPTIONS = { rules: { "target-size": { enabled: true } } };

/** Runs axe with all of its rules, best practices included, once nothing moves any more: a fading text has no honest contrast. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
  const { violations } = await new AxeBuilder({ page }).options(OPTIONS).analyze();
  expect(
    violations.map(({ id, nodes }) => ({
      id,
      at: nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`),
    })),
  ).toEqual([]);
}
