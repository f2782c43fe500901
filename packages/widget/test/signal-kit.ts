import type { ResolvedConfig } from "@cookiehub/schemas/types";
import { expect, vi } from "vitest";
import type { AddOn, AddOnHost } from "../src/add-on.ts";
import type { ConsentSnapshot } from "../src/api.ts";
import { createStorage } from "../src/storage.ts";
import { createSetup } from "./page-kit.ts";

/** The page's globals that the receivers speak through. */
export const page = window as unknown as Record<string, unknown>;

/** A receiver in this page, and what the core would tell it. */
export interface Told {
  /** What may run at the start, or from now on. Nothing named: nothing optional. */
  say(allowed: readonly string[], state?: Partial<Pick<ConsentSnapshot, "decided" | "gpc">>): void;
  readonly errors: unknown[];
}

/** Starts a receiver as the core does: guarded, `start` first, then each state with the one before it. */
export function startReceiver(createAddOn: (setup: ResolvedConfig) => AddOn, setup = createSetup()): Told {
  const errors: unknown[] = [];
  const guard: AddOnHost["guard"] = (act) => {
    try {
      return act();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const addOn = createAddOn(setup);
  const platform = { now: () => Date.parse("2026-11-20T12:00:00.000Z") };
  guard(() => addOn.start?.({ setup, guard, platform, storage: createStorage() } as AddOnHost));
  let before: ConsentSnapshot | null = null;
  return {
    errors,
    say(allowed, { decided = before !== null, gpc = false } = {}) {
      const choices = Object.fromEntries(setup.config.categories.map(({ id }) => [id, allowed.includes(id)]));
      const now = { choices, decided, gpc } as ConsentSnapshot;
      guard(() => addOn.onConsent?.(now, before));
      before = now;
    },
  };
}

/** Takes the receivers' globals and cookies out of the page again. */
export function cleanPage(): void {
  for (const name of [
    "uetq",
    "clarity",
    "fbq",
    "ttq",
    "_paq",
    "Shopify",
    "wp_set_consent",
    "wp_consent_type",
    "acmeq",
  ]) {
    delete page[name];
  }
  for (const pair of document.cookie.split("; ")) {
    // biome-ignore lint/suspicious/noDocumentCookie: the receivers' cookies, as they write them
    document.cookie = `${pair.split("=")[0]}=; Path=/; Max-Age=0`;
  }
  vi.restoreAllMocks();
}

/** What a vendor's queue holds, `arguments` objects spread out. */
export function readQueue(queue: unknown): unknown[] {
  return Array.from(queue as ArrayLike<unknown>, (entry) =>
    Object.prototype.toString.call(entry) === "[object Arguments]" ? Array.from(entry as ArrayLike<unknown>) : entry,
  );
}

/** Every receiver refuses all, and says so once, when told nothing else: shared by the tests of the queues. */
export function expectSilence(told: Told, read: () => unknown): void {
  const before = JSON.stringify(read());
  told.say([]);
  told.say(["functional"]);
  expect(JSON.stringify(read())).toBe(before);
}
