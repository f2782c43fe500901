import { expect, type Locator, type Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";

const MARKER = "marker";

export type Choice = "functional" | "analytics" | "marketing";

/** The demo shop in one tab, with the banner in a visitor's words. */
export class Shop {
  readonly page: Page;
  readonly demo: Demo;
  readonly banner: Locator;
  /** The modal dialog. */
  readonly dialog: Locator;
  /** What stands in the dialog: slotted, so it is not among the dialog's own descendants. */
  readonly preferences: Locator;
  readonly reopen: Locator;

  constructor(page: Page, demo: Demo) {
    this.page = page;
    this.demo = demo;
    this.banner = page.getByRole("region", { name: /Your privacy here|Ihre Privatsphäre/ });
    this.preferences = page.locator("cookiehub-ui[data-part=preferences]");
    this.dialog = page.getByRole("dialog", { name: /Privacy settings|Datenschutz-Einstellungen/ });
    this.reopen = page
      .locator("cookiehub-ui")
      .getByRole("button", { name: /^(Privacy settings|Datenschutz-Einstellungen)$/ });
  }

  /** Opens a page of the shop without the live panel, whose own polling would blur what is observed. */
  async visit(path = "/", language: "en" | "de" = "en"): Promise<void> {
    await this.page.goto(`${this.demo.shopUrl}${path}?panel=off${language === "de" ? "&lang=de" : ""}`);
  }

  async decide(button: "Accept all" | "Reject all"): Promise<void> {
    await this.banner.getByRole("button", { name: button }).click();
    await expect(this.banner).toBeHidden();
  }

  async openPreferences(): Promise<void> {
    await this.banner.getByRole("button", { name: "Settings" }).click();
    await expect(this.dialog).toBeVisible();
  }

  /** Opens the preferences by a key; answers the button that the focus was on. */
  async openPreferencesBy(key: string): Promise<Locator> {
    const settings = this.banner.getByRole("button", { name: "Settings" });
    await settings.focus();
    await this.page.keyboard.press(key);
    await expect(this.dialog).toBeVisible();
    return settings;
  }

  /** Chooses exactly these categories in the open preferences, and saves. */
  async choose(...allowed: Choice[]): Promise<void> {
    for (const category of ["functional", "analytics", "marketing"] as const) {
      const control = this.preferences.getByRole("switch", { name: new RegExp(category, "i") });
      const isOn = (await control.getAttribute("aria-checked")) === "true";
      if (isOn !== allowed.includes(category)) await control.click();
    }
    await this.preferences.getByRole("button", { name: "Save my choice" }).click();
    await expect(this.dialog).toBeHidden();
  }

  /**
   * Waits until whatever the page was about to send has left: two frames, twenty turns of its event loop, then a
   * request of our own that has arrived at the third party.
   */
  async settle(): Promise<void> {
    await this.page.evaluate(async (marker) => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setTimeout(done));
      await fetch(marker, { mode: "no-cors" });
    }, `${this.demo.thirdPartyUrl}/collect?tag=${MARKER}`);
  }

  /** Requests at the third party since the test began, per tag. */
  hits(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { tag } of this.demo.hits()) if (tag !== MARKER) counts[tag] = (counts[tag] ?? 0) + 1;
    return counts;
  }

  /** Names the tags that ran on this page, in the order in which they ran. */
  ranTags(): Promise<string[]> {
    return this.page.evaluate(() => (window as { demoTags?: string[] }).demoTags ?? []);
  }

  /** Everything the page keeps in this browser. */
  async kept(): Promise<{ cookies: string[]; storage: string[] }> {
    const cookies = await this.page.context().cookies();
    const storage = await this.page.evaluate(async () => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
      ...(await indexedDB.databases()).map((database) => database.name ?? ""),
    ]);
    return { cookies: cookies.map((cookie) => cookie.name).sort(), storage };
  }
}

/** Hits of one page view of the home page, by what was allowed. */
export const HITS: Record<Choice, Record<string, number>> = {
  functional: { "map frame": 1 },
  analytics: { "analytics script": 1, analytics: 1, "gtag script": 1, gtag: 1 },
  marketing: { "ads script": 1, ads: 1, pixel: 1 },
};
