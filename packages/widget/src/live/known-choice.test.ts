import type { ConsentCheckAnswer } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { toKnownChoice } from "./known-choice.ts";

const setup = createSetup();
const NOW_MS = Date.UTC(2026, 10, 21);
const answer: Partial<ConsentCheckAnswer> = {
  categories: {
    essential: { consented: true, required: true },
    functional: { consented: true, required: false },
    analytics: { consented: false, required: false },
    marketing: { consented: false, required: false },
  },
  consent_timestamp: "2026-11-20T10:00:00.750Z",
  expires_at: "2027-05-19T10:00:00.750Z",
  banner_config: { show_banner: false, banner_version: "1" },
};

describe("what the server knows", () => {
  test("becomes the choice of this browser, in whole seconds, without what nobody decides on", () => {
    expect(toKnownChoice(setup, "dev_0123456789", answer, NOW_MS)).toMatchObject({
      decidedAtMs: Date.UTC(2026, 10, 20, 10),
      method: "import",
      granted: ["functional"],
      denied: ["analytics", "marketing"],
    });
  });

  test("where the visitor has to be asked, allows nothing, and keeps what was refused", () => {
    const asking = { ...answer, banner_config: { show_banner: true, banner_version: "1" } };
    const choice = toKnownChoice(setup, "dev_0123456789", asking, NOW_MS);
    expect(choice).toMatchObject({ granted: [], denied: ["analytics", "marketing"] });
    expect(choice?.expiresAtMs).toBeLessThan(NOW_MS);
  });

  test("never agrees to what the answer does not say plainly, whatever it holds", () => {
    fc.assert(
      fc.property(fc.object(), fc.anything(), (hostile, categories) => {
        const choice = toKnownChoice(setup, "dev_0123456789", { ...answer, ...hostile, categories } as never, NOW_MS);
        const said = Object(categories) as Record<string, { consented?: unknown } | null>;
        for (const id of choice?.granted ?? []) expect(said[id]?.consented).toBe(true);
      }),
    );
  });
});
