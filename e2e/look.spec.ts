import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { bannerSchema } from "../packages/schemas/src/zod/banner.ts";
import { readContrast } from "../packages/widget/src/theme/colour.ts";
import { expect, test } from "./fixtures.ts";
import { openStand, type Stand } from "./stand.ts";

const toHex = (rgb: string) =>
  `#${(rgb.match(/\d+/g) ?? [])
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;

/** Colours of the panel, its words and each button, as `#rrggbb`; the last two of a button are at rest and hovered. */
async function readLook(page: Page, stand: Stand) {
  await openStand(page, stand);
  const banner = page.locator("cookiehub-ui[data-part=banner]");
  await expect(banner).toHaveCount(1);
  const panel = await banner.evaluate((host) => {
    const element = (host.shadowRoot ?? host).querySelector(".panel");
    if (!element) throw new Error("no panel");
    const { backgroundColor, borderRadius, fontFamily } = getComputedStyle(element);
    return { backgroundColor, borderRadius, fontFamily };
  });
  const text = await banner
    .locator("p")
    .first()
    .evaluate((element) => getComputedStyle(element).color);
  const buttons = [];
  for (const button of await banner.getByRole("button").all()) {
    const read = () =>
      button.evaluate((element) => {
        const { color, backgroundColor, borderRadius } = getComputedStyle(element);
        return { color, backgroundColor, borderRadius };
      });
    const rest = await read();
    // What lies under the pointer is known with a frame; the panel may have moved on by then.
    await expect(async () => {
      await button.hover();
      expect(await button.evaluate((element) => element.matches(":hover"))).toBe(true);
    }).toPass();
    buttons.push({ rest, hovered: await read() });
  }
  return { ...panel, text, buttons };
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`${colorScheme}: contrast`, () => {
    test.use({ colorScheme });

    for (const accent of [undefined, "#ffcc00", "#1a4fd6", "#808080", "#0b0b0b"]) {
      test(`L2: with the accent ${accent ?? "of the theme"}, words have 7:1, and every button, settings too, has 5:1, hovered or not`, async ({
        page,
      }) => {
        const look = await readLook(page, { banner: { accent } });
        const surface = toHex(look.backgroundColor);
        expect(readContrast(toHex(look.text), surface)).toBeGreaterThanOrEqual(7);
        expect(look.buttons).toHaveLength(3);
        for (const { rest, hovered } of look.buttons) {
          for (const state of [rest, hovered]) {
            expect(readContrast(toHex(state.color), toHex(state.backgroundColor))).toBeGreaterThanOrEqual(7);
          }
        }
        const [, reject, accept] = look.buttons;
        expect(reject).toEqual(accept);
        expect(readContrast(toHex(accept?.rest.backgroundColor ?? ""), surface)).toBeGreaterThanOrEqual(5);
      });
    }
  });
}

test("a tenant sets colours of both themes, radius and font; the page's own properties come before", async ({
  page,
}) => {
  const banner = {
    colors: { light: { surface: "#fff8ec", accent: "#7a1f3d" } },
    radius: 6,
    font: "Georgia, serif",
  } as const;
  const own = await readLook(page, { banner });
  expect(own).toMatchObject({
    backgroundColor: "rgb(255, 248, 236)",
    borderRadius: "6px",
    fontFamily: "Georgia, serif",
  });
  expect(own.buttons[2]?.rest).toMatchObject({ backgroundColor: "rgb(122, 31, 61)", borderRadius: "4px" });
  const css = ":root { --cookiehub-surface: #eef6ff; --cookiehub-radius: 0px; --cookiehub-font: monospace }";
  const pages = await readLook(page, { banner, head: `<style>${css}</style>` });
  expect(pages).toMatchObject({ backgroundColor: "rgb(238, 246, 255)", borderRadius: "0px", fontFamily: "monospace" });
  expect(pages.buttons[2]?.rest.backgroundColor).toBe("rgb(122, 31, 61)");
});

test("`theme` wins over the system's, and `auto` follows it while the page is open", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  expect((await readLook(page, { banner: { theme: "light" } })).backgroundColor).toBe("rgb(255, 255, 255)");
  expect((await readLook(page, { banner: { theme: "auto" } })).backgroundColor).toBe("rgb(23, 24, 29)");
  await page.emulateMedia({ colorScheme: "light" });
  const panel = page.locator("cookiehub-ui .panel");
  await expect(panel).toHaveCSS("background-color", "rgb(255, 255, 255)");
});

test("isolation none looks the same as a shadow root, on a page with styles of its own", async ({ page }) => {
  const head = "<style>button { color: red; padding: 40px } h2 { font-size: 60px } div { background: lime }</style>";
  for (const layout of ["bar", "box", "modal"] as const) {
    const slotted = await readLook(page, { banner: { layout }, head });
    // Where they are in the end: the panel comes in by moving.
    const read = () =>
      page.locator("cookiehub-ui[data-part=banner]").evaluate(async (host) => {
        const panel = (host.shadowRoot ?? host).querySelector(".panel");
        await Promise.allSettled((panel?.getAnimations() ?? []).map((animation) => animation.finished));
        return [...host.querySelectorAll("h2, p, button, a")].map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return [element.localName, left, top, width, height].join();
        });
      });
    const boxes = await read();
    const plain = await readLook(page, { banner: { layout, isolation: "none" }, head });
    expect(await page.evaluate(() => document.querySelector("cookiehub-ui")?.shadowRoot)).toBeNull();
    expect(plain).toEqual(slotted);
    expect(await read()).toEqual(boxes);
  }
});

test.describe("forced colours", () => {
  test.use({ forcedColors: "active" });

  test("L15: every button keeps a border that can be seen, and the re-open button its picture", async ({ page }) => {
    await openStand(page);
    const banner = page.locator("cookiehub-ui[data-part=banner]");
    for (const button of await banner.getByRole("button").all()) {
      const [border, ground] = await button.evaluate((element) => {
        const { borderTopColor, borderTopWidth } = getComputedStyle(element);
        const panel = element.closest("cookiehub-ui")?.shadowRoot?.querySelector(".panel");
        return [`${borderTopWidth} ${borderTopColor}`, panel && getComputedStyle(panel).backgroundColor];
      });
      expect(border).toMatch(/^1px /);
      expect(border).not.toContain(String(ground));
    }
    await banner.getByRole("button", { name: "Reject all" }).click();
    const reopen = page.locator("cookiehub-ui[data-part=reopen] button");
    const picture = await reopen.evaluate((element) => [
      getComputedStyle(element, "::before").backgroundColor,
      getComputedStyle(element).backgroundColor,
    ]);
    expect(picture[0]).not.toBe(picture[1]);
  });
});

test("it enters by opacity and transform alone, within 200 ms; not at all with reduced motion", async ({ page }) => {
  const read = () =>
    page
      .locator("cookiehub-ui[data-part=banner]")
      .evaluate((host) =>
        (host.shadowRoot?.querySelector(".panel")?.getAnimations() ?? []).map((animation) => [
          (animation as CSSTransition).transitionProperty,
          Number(animation.effect?.getComputedTiming().endTime),
        ]),
      );
  // Animations are held, so that there is time to look at them.
  const session = await page.context().newCDPSession(page);
  await session.send("Animation.enable");
  await session.send("Animation.setPlaybackRate", { playbackRate: 0 });
  await openStand(page);
  await expect.poll(read).toEqual([
    ["opacity", 200],
    ["transform", 200],
  ]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openStand(page);
  await expect(page.locator("cookiehub-ui[data-part=banner]")).toBeVisible();
  expect(await read()).toEqual([]);
});

test("the re-open button stands where the tenant wants it, mirrored in Arabic", async ({ page }) => {
  for (const [position, language, side] of [
    ["bottom-start", "en", "left"],
    ["bottom-end", "en", "right"],
    ["bottom-start", "ar", "right"],
  ] as const) {
    await openStand(page, { banner: { reopen_position: position }, language });
    await page.locator("cookiehub-ui[data-part=banner] button").nth(1).click();
    const box = await page.locator("cookiehub-ui[data-part=reopen] button").boundingBox();
    const width = page.viewportSize()?.width ?? 0;
    expect(side === "left" ? box?.x : width - (box?.x ?? 0) - 44).toBe(16);
    await page.evaluate(() => localStorage.clear());
    await page.context().clearCookies();
  }
});

test("the values of the theming guide do what it says", async ({ page }) => {
  const guide = await readFile(join(import.meta.dirname, "../docs/guides/theming.md"), "utf8");
  const read = (kind: string) =>
    [...guide.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text);
  const banner = bannerSchema.parse((JSON.parse(read("json")[0] ?? "") as { banner: unknown }).banner);
  const [properties = "", stylesheet = ""] = read("css");
  const configured = await readLook(page, { banner });
  expect(configured).toMatchObject({
    backgroundColor: "rgb(255, 253, 247)",
    borderRadius: "6px",
    fontFamily: "Georgia, serif",
  });
  expect(configured.buttons[2]?.rest.backgroundColor).toBe("rgb(11, 93, 78)");
  const fromPage = await readLook(page, { banner, head: `<style>${properties}</style>` });
  expect(fromPage).toMatchObject({ backgroundColor: "rgb(243, 246, 255)", borderRadius: "0px" });
  expect(fromPage.buttons[2]?.rest.backgroundColor).toBe("rgb(35, 48, 122)");
  const restyled = await readLook(page, { banner: { ...banner, stylesheet } });
  expect(restyled.buttons.map(({ rest }) => rest.borderRadius)).toEqual(["22px", "22px", "22px"]);
  await expect(page.locator("cookiehub-ui .panel")).toHaveCSS("border-top-width", "2px");
  await expect(page.locator("cookiehub-ui .ch-title")).toHaveCSS("font-size", "19px");
});
