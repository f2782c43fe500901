import type { BannerLayout, BannerPosition } from "@cookiehub/schemas/types";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { openStand, type Stand } from "./stand.ts";

type Edge = "start" | "middle" | "end";

type Places = Record<BannerPosition, readonly [across: Edge, down: Edge]>;

const ACROSS: Places = {
  bottom: ["middle", "end"],
  top: ["middle", "start"],
  "bottom-start": ["middle", "end"],
  "bottom-end": ["middle", "end"],
  "top-start": ["middle", "start"],
  "top-end": ["middle", "start"],
  center: ["middle", "end"],
};

const AT_A_SIDE: Places = {
  bottom: ["start", "end"],
  top: ["start", "start"],
  "bottom-start": ["start", "end"],
  "bottom-end": ["end", "end"],
  "top-start": ["start", "start"],
  "top-end": ["end", "start"],
  center: ["start", "end"],
};

const IN_THE_MIDDLE: Places = {
  bottom: ["middle", "middle"],
  top: ["middle", "middle"],
  "bottom-start": ["middle", "middle"],
  "bottom-end": ["middle", "middle"],
  "top-start": ["middle", "middle"],
  "top-end": ["middle", "middle"],
  center: ["middle", "middle"],
};

/** Where a layout stands, by the position that was asked for: across, and from top to bottom. */
const PLACES: Record<BannerLayout, Places> = {
  bar: ACROSS,
  box: AT_A_SIDE,
  corner: AT_A_SIDE,
  cloud: { ...ACROSS, center: ["middle", "middle"] },
  modal: IN_THE_MIDDLE,
};

/** The panel's box, once it stands still. */
async function readPanel(page: Page): Promise<{ left: number; right: number; top: number; bottom: number }> {
  const host = page.locator("cookiehub-ui[data-part=banner]");
  await expect(host).toHaveCount(1);
  return host.evaluate(async (element) => {
    const panel = (element.shadowRoot ?? element).querySelector(".panel");
    if (!panel) throw new Error("no panel");
    await Promise.all(panel.getAnimations().map((animation) => animation.finished));
    const { left, right, top, bottom } = panel.getBoundingClientRect();
    return { left, right: innerWidth - right, top, bottom: innerHeight - bottom };
  });
}

const toEdge = (before: number, after: number): Edge => {
  if (Math.abs(before - after) <= 1) return "middle";
  return before < after ? "start" : "end";
};

async function readPlace(page: Page, stand: Stand): Promise<[Edge, Edge]> {
  await openStand(page, stand);
  const { left, right, top, bottom } = await readPanel(page);
  const isRtl = await page.evaluate(() => document.documentElement.dir === "rtl");
  expect(Math.min(left, right, top, bottom), "every edge stays inside the window").toBeGreaterThanOrEqual(10);
  return [isRtl ? toEdge(right, left) : toEdge(left, right), toEdge(top, bottom)];
}

for (const [layout, places] of Object.entries(PLACES) as [BannerLayout, Places][]) {
  test(`${layout} stands at every position, or at the nearest, and is mirrored in Arabic`, async ({ page }) => {
    for (const [position, place] of Object.entries(places) as [BannerPosition, readonly [Edge, Edge]][]) {
      for (const language of ["en", "ar"]) {
        const found = await readPlace(page, { banner: { layout, position }, language });
        expect(found, `${position}, ${language}`).toEqual(place);
      }
    }
  });

  test(`${layout} without a shadow root stands where it would with one`, async ({ page }) => {
    const banner = { layout, position: "top-end", isolation: "none" } as const;
    expect(await readPlace(page, { banner, language: "ar" })).toEqual(places["top-end"]);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  for (const layout of Object.keys(PLACES) as BannerLayout[]) {
    test(`${layout} takes the width, at the bottom, and never scrolls the page sideways`, async ({ page }) => {
      await openStand(page, { banner: { layout, position: "bottom" } });
      const { left, right, bottom } = await readPanel(page);
      expect([left, right, bottom]).toEqual([10, 10, 10]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    });
  }
});

// 400 % zoom of a 1280 px window, and the smallest phone (WCAG 2.2, 1.4.10).
for (const viewport of [
  { width: 320, height: 256 },
  { width: 320, height: 568 },
]) {
  test.describe(`at ${viewport.width} x ${viewport.height}`, () => {
    test.use({ viewport });

    for (const layout of Object.keys(PLACES) as BannerLayout[]) {
      test(`L15: every word and button of the ${layout} can be reached, with the longest words too`, async ({
        page,
      }) => {
        for (const language of ["en", "de", "fi", "ar"]) {
          await openStand(page, { banner: { layout }, language });
          const panel = await readPanel(page);
          expect(Math.min(panel.left, panel.right, panel.top, panel.bottom)).toBeGreaterThanOrEqual(0);
          for (const button of await page.locator("cookiehub-ui[data-part=banner] button").all()) {
            await button.scrollIntoViewIfNeeded();
            await expect(button).toBeInViewport({ ratio: 1 });
            const isWhole = await button.evaluate((element) => element.scrollWidth <= element.clientWidth);
            expect(isWhole, `${language}: ${await button.textContent()}`).toBe(true);
          }
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
        }
      });
    }
  });
}

for (const [width, layout, model] of [
  [1180, "bar", "opt-in"],
  [700, "cloud", "opt-in"],
  [390, "box", "opt-in"],
  [1180, "modal", "opt-in"],
] as const) {
  test(`L2: settings, reject and accept of the ${layout} have one height and weight, and one row has one width`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 700 });
    for (const language of ["en", "de", "ar"]) {
      await openStand(page, { banner: { layout }, model, language });
      await readPanel(page);
      const boxes = await page.locator("cookiehub-ui[data-part=banner] button").evaluateAll((buttons) =>
        buttons.map((button) => {
          const { width, height, top } = button.getBoundingClientRect();
          const { fontSize, fontWeight } = getComputedStyle(button);
          return { width: Math.round(width), height: Math.round(height), top, look: `${fontSize} ${fontWeight}` };
        }),
      );
      expect(boxes).toHaveLength(3);
      const [, reject, accept] = boxes;
      expect(reject).toEqual(accept);
      expect(new Set(boxes.map(({ height, look }) => `${height} ${look}`)).size).toBe(1);
      expect(reject?.height).toBeGreaterThanOrEqual(44);
      const row = boxes.filter(({ top }) => top === reject?.top);
      expect(new Set(row.map(({ width }) => width)).size).toBe(1);
    }
  });
}

test("print hides everything of the widget", async ({ page }) => {
  for (const isolation of ["slotted", "none"] as const) {
    await openStand(page, { banner: { isolation } });
    await readPanel(page);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator("cookiehub-ui")).toBeHidden();
    await page.emulateMedia({ media: "screen" });
    await expect(page.locator("cookiehub-ui")).toBeVisible();
  }
});

test("the words follow the law: a question, an opt-out with what it is called, or information only", async ({
  page,
}) => {
  const read = async (stand: Stand) => {
    await openStand(page, stand);
    await readPanel(page);
    return page.locator("cookiehub-ui[data-part=banner]").innerText();
  };
  expect(await read({ model: "opt-in" })).toMatch(/^Your privacy here\n.*\s+Settings\s+Reject all\s+Accept all$/s);
  const optOut = await read({ model: "opt-out" });
  expect(optOut).toMatch(/^Your privacy choices\n.*Do not sell or share my personal information\s+Settings\s+Close$/s);
  expect(optOut).not.toContain("Opt-out request honored");
  const notice = await read({ model: "notice" });
  expect(notice).toMatch(/^Your privacy choices\s+We use cookies/);
  expect(notice).not.toMatch(/Accept|Reject|Do not sell|opt out/);
  expect(await read({ model: "opt-out", gpc: true })).toContain("Opt-out request honored");
});
