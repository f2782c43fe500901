import { expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import type { BrowserStorage } from "../storage.ts";
import { createChoiceStore } from "./choice-store.ts";

function createMemoryStorage(): BrowserStorage {
  const cookies = new Map<string, string>();
  const items = new Map<string, string>();
  const readItem = (key: string): string | null => items.get(key) ?? null;
  const writeItem = (key: string, text: string): boolean => items.set(key, text).has(key);
  return {
    readCookies: (name) => [cookies.get(name) ?? []].flat(),
    writeCookie: (name, value) => void cookies.set(name, value),
    ...{ readItem, writeItem, readSessionItem: readItem, writeSessionItem: writeItem },
  };
}

test("a category that was required when all was refused does not run once it is a choice, and is asked about", () => {
  const storage = createMemoryStorage();
  const setup = createSetup();
  const open = (required: readonly string[]) => {
    const categories = setup.config.categories.map((one) => ({ ...one, required: required.includes(one.id) }));
    return createChoiceStore({
      setup: { ...setup, config: { ...setup.config, categories } },
      storage,
      gpc: false,
      now,
      createDeviceId: () => "dev_0123456789",
    });
  };
  const now = () => 1_800_000_000_000;
  const before = open(["essential", "functional"]);
  before.decide({ categories: {} }, "banner_reject");
  expect(before.choices()).toMatchObject({ essential: true, functional: true, analytics: false });
  const kept = open(["essential", "functional"]);
  expect([kept.isDecided(), kept.choices().functional]).toEqual([true, true]);
  const after = open(["essential"]);
  expect([after.isDecided(), after.choices()]).toMatchObject([false, { essential: true, functional: false }]);
});

const SERVICES = ["counter", "heatmap"].map((id) => ({ id, name: id }));

function openWithServices(services: readonly { id: string; name: string }[] = SERVICES) {
  const base = createSetup();
  const categories = base.config.categories.map((one) =>
    one.id === "analytics" ? { ...one, services: [...services] } : one,
  );
  return createChoiceStore({
    setup: { ...base, config: { ...base.config, categories } },
    storage: createMemoryStorage(),
    gpc: false,
    now: () => 1_800_000_000_000,
    createDeviceId: () => "dev_0123456789",
  });
}

test("L7: a service follows its category unless it was decided otherwise, and only the difference is kept", () => {
  const store = openWithServices();
  const choice = store.decide({ categories: { analytics: true }, services: { counter: true, heatmap: false } }, "api");
  expect(choice.services).toEqual({ heatmap: false });
  expect(store.services()).toEqual({ counter: true, heatmap: false });
  store.decide({ categories: {}, services: { counter: true, stranger: true } }, "api");
  expect([store.choices().analytics, store.services()]).toEqual([false, { counter: true, heatmap: false }]);
});

test("where a cookie cannot hold every refused service, the whole category is refused rather than one of them allowed", () => {
  const many = Array.from({ length: 40 }, (_, index) => ({ id: `s${"x".repeat(40)}${index}`, name: "x" }));
  const store = openWithServices(many);
  const refused = Object.fromEntries(many.slice(0, 39).map(({ id }) => [id, false]));
  const choice = store.decide({ categories: { analytics: true, functional: true }, services: refused }, "api");
  expect(choice).toMatchObject({ granted: ["functional"], services: {} });
  expect(Object.values(store.services())).not.toContain(true);
});

test("L10: a choice made while the clock was years ahead is asked about once it is right, and the answer holds; a refusal stays", () => {
  const storage = createMemoryStorage();
  let nowMs = 2_100_000_000_000;
  const open = () =>
    createChoiceStore({
      setup: createSetup("opt-out"),
      storage,
      gpc: false,
      now: () => nowMs,
      createDeviceId: () => "dev_0123456789",
    });
  open().decide({ categories: { functional: true, analytics: true, marketing: false } }, "preferences");
  nowMs = 1_800_000_000_000;
  const store = open();
  expect([store.isDecided(), store.choices().marketing]).toEqual([false, false]);
  expect(store.decide({ categories: {} }, "banner_reject").decidedAtMs).toBe(nowMs);
  expect(open().isDecided()).toBe(true);
});
