import { toVariant } from "@cookiehub/schemas/rules";
import type { RunningExperiment } from "@cookiehub/schemas/types";
import { afterEach, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage } from "../../test/page-kit.ts";
import { createAddOn } from "./add-on.ts";

afterEach(closePages);

const experiment: RunningExperiment = {
  id: "words",
  traffic: 1,
  variants: [
    { id: "control", weight: 1, banner: {}, translations: {} },
    {
      id: "short",
      weight: 1,
      banner: { layout: "box" },
      translations: { en: { messages: { banner_title: "Short" } } },
    },
  ],
};
const setup = { ...createSetup(), experiment };

test("the visitor sees the arm that the server would compute, from the first paint on, and every report names it", async () => {
  const seen = new Set<string>();
  for (let visit = 0; visit < 12; visit++) {
    const page = await openPage({ setup, addOns: [createAddOn()] });
    await vi.waitFor(() => expect(page.beacons).toHaveLength(1));
    const [{ user_token = "", variant = "" } = {}] = page.beacons;
    expect(variant).toBe(`words.${toVariant("shop", experiment, user_token)}`);
    const title = page.find("cookiehub-ui h2")?.textContent;
    expect(title).toBe(variant === "words.short" ? "Short" : "Your privacy here");
    expect(page.find("cookiehub-ui")?.dataset.layout).toBe(variant === "words.short" ? "box" : "bar");
    seen.add(variant);
    page.close();
  }
  expect([...seen].sort()).toEqual(["words.control", "words.short"]);
});

test("the decision carries the arm and the time it took, and the next page shows the same arm", async () => {
  const page = await openPage({ setup, addOns: [createAddOn()] });
  await vi.waitFor(() => expect(page.beacons).toHaveLength(1));
  const [{ variant } = {}] = page.beacons;
  page.press("Reject all");
  await vi.waitFor(() => expect(page.requests).toHaveLength(1));
  const body = JSON.parse(page.requests[0]?.body ?? "");
  expect(body).toMatchObject({ variant, time_to_decision_ms: expect.any(Number) });
  page.close();
  const next = await openPage({ setup, addOns: [createAddOn()] });
  next.api.show();
  await vi.waitFor(() => expect(next.beacons[0]?.variant).toBe(variant));
});

test("who takes no part sees the tenant's own banner, and is not counted", async () => {
  const page = await openPage({
    setup: { ...setup, experiment: { ...experiment, traffic: 0 } },
    addOns: [createAddOn()],
  });
  expect(page.find("cookiehub-ui")?.dataset.layout).toBe("bar");
  await vi.waitFor(() => expect(page.beacons).toHaveLength(1));
  expect(page.beacons[0]?.variant).toBeUndefined();
});
