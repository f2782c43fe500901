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
    });
  };
  const now = () => 1_800_000_000_000;
  const before = open(["essential", "functional"]);
  before.decide({}, "banner_reject");
  expect(before.choices()).toMatchObject({ essential: true, functional: true, analytics: false });
  const kept = open(["essential", "functional"]);
  expect([kept.isDecided(), kept.choices().functional]).toEqual([true, true]);
  const after = open(["essential"]);
  expect([after.isDecided(), after.choices()]).toMatchObject([false, { essential: true, functional: false }]);
});
