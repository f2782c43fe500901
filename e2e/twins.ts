import { isDeepStrictEqual } from "node:util";
import { expect, type Page } from "@playwright/test";

/** How the first layer shows "Reject all" and "Accept all", once it is there. */
export const twins = async (page: Page) => {
  await expect(page.locator("cookiehub-ui[data-part=banner] button")).toHaveCount(3);
  const read = (name: string) =>
    page
      .locator("cookiehub-ui[data-part=banner]")
      .getByRole("button", { name })
      .evaluate((button) => {
        const { color, backgroundColor, fontSize, fontWeight, opacity, display, visibility } = getComputedStyle(button);
        const { width, height, left, top } = button.getBoundingClientRect();
        const isHit = button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        const size = [Math.round(width), Math.round(height)];
        return { color, backgroundColor, fontSize, fontWeight, opacity, display, visibility, size, isHit };
      });
  return [await read("Reject all"), await read("Accept all")] as const;
};

/** Goes into the head: keeps the errors that the widget tells the page about. */
export const EVENTS = `<script>window.told = []; window.cookiehub = [(api) => api.on("error", (error) => told.push(error.message))];</script>`;

export const readTold = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);

/** A button that can be seen and pressed. */
const FAIR = { display: "block", visibility: "visible", opacity: "1", isHit: true };

/** Waits until both can be seen and pressed, and neither stands out: what a page does to one of them is mended after a while. */
export const expectTwins = (page: Page) =>
  expect
    .poll(async () => {
      const [reject, accept] = await twins(page);
      return { ...reject, isTwin: isDeepStrictEqual(reject, accept) };
    })
    .toMatchObject({ ...FAIR, isTwin: true });
