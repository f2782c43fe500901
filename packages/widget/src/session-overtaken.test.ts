import { afterEach, expect, test, vi } from "vitest";
import { closePages, openPage, readCommands } from "../test/page-kit.ts";

afterEach(closePages);

test("an agreement that is taken back before the paint is told to no signal, add-on or listener", async () => {
  const told: unknown[] = [];
  const page = await openPage({
    addOns: [{ name: "vendor", onConsent: (now) => void told.push(now.choices.analytics) }],
  });
  page.api.on("consent", ({ choices }) => told.push(choices.analytics));
  page.api.on("change", ({ choices }) => told.push(choices.analytics));
  page.api.acceptAll();
  page.api.rejectAll();
  await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(7));
  expect(told).not.toContain(true);
  expect(JSON.stringify(readCommands(page))).not.toContain('"analytics_storage":"granted"');
});
