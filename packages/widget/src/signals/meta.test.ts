import { afterEach, describe, expect, test, vi } from "vitest";
import { cleanPage, page, readQueue, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./meta.ts";

afterEach(cleanPage);

type Pixel = ((...command: unknown[]) => void) & { queue: unknown[]; callMethod?: (...command: unknown[]) => void };

/** Does what the pixel's snippet does: nothing where `fbq` is taken, else a function with a queue, made after it. */
function runSnippet(): boolean {
  if (page.fbq) return false;
  const pixel = ((...command: unknown[]) => {
    if (pixel.callMethod) pixel.callMethod(...command);
    else pixel.queue.push(command);
  }) as Pixel;
  page.fbq = pixel;
  pixel.queue = [];
  pixel("init", "1");
  pixel("track", "PageView");
  return true;
}

const read = () => readQueue((page.fbq as Pixel).queue);

describe("Meta pixel", () => {
  test("the pixel's snippet still runs, and the refusal stands before its init", async () => {
    startReceiver(createAddOn).say([]);
    expect(page.fbq).toBeUndefined();
    expect(runSnippet()).toBe(true);
    await vi.waitFor(() => expect(read()[0]).toEqual(["consent", "revoke"]));
    expect(read().slice(1)).toEqual([
      ["init", "1"],
      ["track", "PageView"],
    ]);
  });

  test("a pixel that was there first is overtaken as long as its library has not come", () => {
    runSnippet();
    startReceiver(createAddOn).say([]);
    expect(read()[0]).toEqual(["consent", "revoke"]);
  });

  test("agreeing is one grant, withdrawing one revoke; a category that is no advertising says nothing", () => {
    runSnippet();
    const calls: unknown[][] = [];
    (page.fbq as Pixel).callMethod = (...command) => calls.push(command);
    const told = startReceiver(createAddOn);
    told.say([]);
    for (const allowed of [["analytics"], ["marketing"], ["marketing", "analytics"], ["analytics"]]) told.say(allowed);
    expect(calls).toEqual([
      ["consent", "revoke"],
      ["consent", "grant"],
      ["consent", "revoke"],
    ]);
  });

  test("a decision before the pixel is there is what it hears", async () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say(["marketing"]);
    runSnippet();
    await vi.waitFor(() => expect(read()[0]).toEqual(["consent", "grant"]));
    expect(read()).toHaveLength(3);
  });
});
