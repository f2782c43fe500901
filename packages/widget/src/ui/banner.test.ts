import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { closePages, createSetup, openPage, type TestPage } from "../../test/page-kit.ts";

afterEach(closePages);

const HOSTILE_CSS = `* { all: unset !important; letter-spacing: 9px !important; } button { display: none !important; text-transform: uppercase !important; }
  p, h2 { color: lime !important; font-size: 60px !important; } *::before, *::after { content: "x" !important; display: block !important; }
  cookiehub-ui { display: none !important; position: static !important; z-index: -1 !important; opacity: 0 !important; }`;

const buttons = (page: TestPage) => [...page.document.querySelectorAll<HTMLElement>("[data-part=banner] button")];
const readFocus = (page: TestPage) =>
  page.document.activeElement?.textContent || page.document.activeElement?.ariaLabel || "";

const openedPreferences = (page: TestPage) => vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("preferences"));

async function openPreferences(page: TestPage): Promise<HTMLDialogElement> {
  page.press("Settings");
  await openedPreferences(page);
  return page.find("[data-part=preferences]")?.shadowRoot?.querySelector("dialog") as HTMLDialogElement;
}

describe("the first layer", () => {
  test.each(["bar", "box"] as const)(
    "L2: in the %s, reject and accept are twins, in every language",
    async (layout) => {
      for (const language of ["en", "de"]) {
        const setup = createSetup();
        setup.config.banner = { ...setup.config.banner, layout, show_reject_all: false };
        const page = await openPage({ setup, language });
        await vi.waitFor(() => expect(buttons(page)).toHaveLength(3));
        const [, reject, accept] = buttons(page) as [HTMLElement, HTMLElement, HTMLElement];
        const look = (button: HTMLElement) => {
          const { width, height, top } = button.getBoundingClientRect();
          const style = page.window.getComputedStyle(button);
          return [
            width,
            height,
            top,
            style.color,
            style.backgroundColor,
            style.borderColor,
            style.fontSize,
            style.fontWeight,
            style.opacity,
          ];
        };
        expect(look(reject)).toEqual(look(accept));
      }
    },
  );

  test("L2: with long words, no button leaves the panel and the text keeps its room", async () => {
    const setup = createSetup();
    setup.config.translations = {
      en: {
        messages: {
          accept_all: "Akzeptieren ".repeat(4),
          reject_all: "Ablehnen ".repeat(4),
          settings: "Datenschutzeinstellungen anpassen",
        },
      },
    };
    const page = await openPage({ setup });
    await vi.waitFor(() => expect(buttons(page)).toHaveLength(3));
    const panel = page.find("[data-part=banner]")?.getBoundingClientRect();
    for (const button of buttons(page)) expect(button.getBoundingClientRect().right).toBeLessThan(panel?.right ?? 0);
    expect(page.find(".ch-text")?.getBoundingClientRect().width).toBeGreaterThan(300);
  });

  test("is a labelled region, first in the page, that takes no focus and moves nothing", async () => {
    const page = await openPage({ html: "<main><button id='mine'>Mine</button></main>", isStarted: false });
    page.find("#mine")?.focus();
    const top = page.find("main")?.getBoundingClientRect().top;
    page.begin();
    await vi.waitFor(() => expect(buttons(page)).toHaveLength(3));
    const host = page.document.body.firstElementChild as HTMLElement;
    expect([host.role, page.find(`#${host.getAttribute("aria-labelledby")}`)?.textContent]).toEqual([
      "region",
      "Your privacy here",
    ]);
    expect([page.document.activeElement?.id, page.find("main")?.getBoundingClientRect().top]).toEqual(["mine", top]);
  });

  test("the keyboard meets it first, and Enter decides", async () => {
    const page = await openPage({ html: "<main><button>Mine</button></main>" });
    page.window.focus();
    page.document.body.tabIndex = -1;
    page.document.body.focus();
    const names: string[] = [];
    for (let step = 0; step < 4; step++) {
      await userEvent.keyboard("{Tab}");
      names.push(readFocus(page));
    }
    expect(names).toEqual(["Settings", "Reject all", "Accept all", "Mine"].slice(0, 4));
    await userEvent.keyboard("{Shift>}{Tab}{/Shift}{Shift>}{Tab}{/Shift}{Enter}");
    expect(page.api.getSnapshot()).toMatchObject({ decided: true, status: "none" });
    await vi.waitFor(() => expect(readFocus(page)).toBe("Privacy settings"));
  });

  test("page styles, however hostile, change nothing about it", async () => {
    const calm = await openPage();
    const hostile = await openPage({ html: `<style>${HOSTILE_CSS}</style><main>Shop</main>` });
    for (const page of [calm, hostile]) {
      const panel = page.find("[data-part=banner]")?.shadowRoot?.querySelector(".panel");
      for (const animation of panel?.getAnimations() ?? []) animation.finish();
    }
    const look = (page: TestPage) =>
      [...page.document.querySelectorAll<HTMLElement>("[data-part=banner], [data-part=banner] *")].map((element) => {
        const style = page.window.getComputedStyle(element);
        const { width, height, top, left } = element.getBoundingClientRect();
        const before = page.window.getComputedStyle(element, "::before").content;
        return [
          element.localName,
          width,
          height,
          top,
          left,
          style.color,
          style.fontSize,
          style.letterSpacing,
          style.textTransform,
          style.opacity,
          style.zIndex,
          before,
        ];
      });
    expect(look(hostile)).toEqual(look(calm));
    expect(look(calm)[0]?.[10]).toBe("2147483647");
  });

  test("a privacy policy address that is no web address is not linked", async () => {
    const page = await openPage({ setup: createSetup("opt-in", { privacy_policy_url: "javascript:alert(1)" }) });
    expect(page.find("cookiehub-ui a")).toBeNull();
  });

  test("words of a tenant are text, never markup", async () => {
    const page = await openPage({
      setup: createSetup("opt-in", {
        translations: { en: { messages: { banner_text: "<img src=x onerror=ran.push(1)>" } } },
      }),
    });
    expect(page.find("cookiehub-ui p")?.textContent).toContain("<img");
    expect(page.find("cookiehub-ui img")).toBeNull();
  });
});

describe("the preferences", () => {
  test("are a named modal dialog with a named switch for each category that can be refused", async () => {
    const page = await openPage();
    const dialog = await openPreferences(page);
    expect([dialog.open, dialog.ariaLabel, dialog.matches(":modal")]).toEqual([true, "Privacy settings", true]);
    const switches = [...page.document.querySelectorAll("[role=switch]")];
    const names = switches.map((one) => page.find(`#${one.getAttribute("aria-labelledby")}`)?.textContent);
    expect(names).toEqual(["Functional", "Analytics", "Marketing"]);
    expect(page.find("#cookiehub-result-essential")?.textContent).toBe("Always on");
  });

  test("say the result of each switch in words, and save exactly that", async () => {
    const page = await openPage();
    await openPreferences(page);
    const control = page.find("[aria-labelledby=cookiehub-name-analytics]");
    control?.click();
    expect([control?.ariaChecked, page.find("#cookiehub-result-analytics")?.textContent]).toEqual(["true", "Allowed"]);
    page.press("Save my choice");
    expect(page.api.getSnapshot()).toMatchObject({
      view: "none",
      choices: { functional: false, analytics: true, marketing: false },
    });
    expect(page.find("[data-part=preferences]")).toBeNull();
  });

  test("Escape closes without a decision, and focus is back where it was", async () => {
    const page = await openPage();
    page.window.focus();
    buttons(page)[0]?.focus();
    await openPreferences(page);
    expect(readFocus(page)).toBe("Close");
    await userEvent.keyboard("{Escape}");
    await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("banner"));
    expect([page.api.getSnapshot().decided, readFocus(page)]).toEqual([false, "Settings"]);
  });

  test("keep the focus inside, in both directions", async () => {
    const page = await openPage({ html: "<button>Mine</button>" });
    page.window.focus();
    await openPreferences(page);
    const seen = new Set<string>();
    for (const key of ["{Tab}", "{Shift>}{Tab}{/Shift}"]) {
      for (let step = 0; step < 9; step++) {
        await userEvent.keyboard(key);
        const active = page.document.activeElement;
        expect(active === page.document.body || active?.closest("[data-part=preferences]") !== null).toBe(true);
        seen.add(active?.getAttribute("aria-labelledby") ?? readFocus(page));
      }
    }
    for (const name of ["Close", "cookiehub-name-marketing", "Reject all", "Accept all", "Save my choice"])
      expect(seen).toContain(name);
  });

  test("a chunk that cannot be loaded is an error event, and the next press tries again", async () => {
    const page = await openPage();
    page.press("Settings");
    page.press("Settings");
    await vi.waitFor(() => expect(page.document.querySelectorAll("[data-part=preferences]")).toHaveLength(1));
  });

  test("asked for before the widget has begun, they open for a visitor who has decided, too", async () => {
    (await openPage()).api.acceptAll();
    const next = await openPage({ isStarted: false });
    next.api.open();
    next.begin();
    await openedPreferences(next);
  });

  test("closed by the browser itself, without a cancel event, they can be opened again", async () => {
    const page = await openPage();
    (await openPreferences(page)).close();
    await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("banner"));
    expect(page.find("[data-part=preferences]")).toBeNull();
    await openPreferences(page);
  });

  test("open from a custom element, whatever of its inside is pressed", async () => {
    const page = await openPage({ html: "<x-button data-cookiehub-open></x-button>" });
    const button = page.document.createElement("button");
    page.find("x-button")?.attachShadow({ mode: "open" }).append(button);
    button.click();
    await openedPreferences(page);
  });

  test("can be closed where a page's beacon throws", async () => {
    const page = await openPage();
    page.window.navigator.sendBeacon = () => {
      throw new Error("replaced by the page");
    };
    await openPreferences(page);
    page.press("Close");
    expect(page.find("[data-part=preferences]")).toBeNull();
    expect([...new Set(page.errors.map((error) => error.message))]).toEqual(["replaced by the page"]);
  });
});
