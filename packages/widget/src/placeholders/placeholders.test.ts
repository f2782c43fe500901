import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, type TestPage } from "../../test/page-kit.ts";

afterEach(closePages);

const setup = createSetup("opt-in", {
  categories: createSetup().config.categories.map((category) => ({
    ...category,
    services: category.id === "marketing" ? [{ id: "video", name: "Video player" }] : [],
  })),
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
const FRAME = `<iframe id="film" width="560" height="315" title="A film" data-consent-service="video" data-src="about:blank#film"></iframe>`;
const readHosts = (page: TestPage) => [
  ...page.document.querySelectorAll<HTMLElement>('cookiehub-ui[data-part="placeholder"]'),
];
const whenShown = (page: TestPage, count = 1) => vi.waitFor(() => expect(readHosts(page)).toHaveLength(count));
const toBox = (element: Element | null | undefined) => {
  const { x, y, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
  return { x, y, width, height };
};

describe("placeholders", () => {
  test.each([
    FRAME,
    `<div style="position:relative;padding-bottom:56.25%">${FRAME.replace("<iframe", '<iframe style="position:absolute;inset:0;width:100%;height:100%;border:0"')}</div>`,
    `<div style="display:flex;gap:10px"><b>x</b>${FRAME.replace("<iframe", '<iframe style="flex:1;margin:7px;border-radius:9px"')}</div>`,
    `<video id="film" style="width:80%;height:auto" width="640" height="360" data-consent-service="video" data-src="data:,"></video>`,
    `<iframe id="film" style="width:100%" data-aspect-ratio="16/9" data-consent-service="video" data-src="about:blank"></iframe>`,
    `<div style="display:grid;grid-template-columns:1fr 2fr">${FRAME.replace("<iframe", '<iframe style="grid-column:2;width:100%"')}</div>`,
  ])("take exactly the place of what they stand for, and give it back: %s", async (markup) => {
    const page = await openPage({ html: `<p>before</p>${markup}<p id="after">after</p>`, setup, isStarted: false });
    const film = page.find("#film") as HTMLElement;
    if (film.dataset.aspectRatio) film.style.aspectRatio = film.dataset.aspectRatio;
    const [before, after] = [toBox(film), toBox(page.find("#after"))];
    page.begin();
    await whenShown(page);
    expect(toBox(readHosts(page)[0])).toEqual(before);
    expect(toBox(page.find("#after"))).toEqual(after);
    expect(getComputedStyle(film).display).toBe("none");
    page.api.acceptAll();
    await whenShown(page, 0);
    expect(toBox(film)).toEqual(before);
  });

  test("say what it is, from whom, and what each button does", async () => {
    const page = await openPage({ html: FRAME, setup });
    await whenShown(page);
    const [host] = readHosts(page);
    expect(host?.getAttribute("role")).toBe("group");
    expect(host?.ariaLabel).toBe("Content from Video player: A film");
    expect(host?.textContent).toContain("\u201cAlways allow\u201d allows Video player under Marketing.");
  });

  test("name the host and the category where there is no service: nothing more is allowed than what is said", async () => {
    const html = `<iframe width="400" height="300" data-consent-category="marketing" data-src="https://www.films.invalid/1"></iframe>`;
    const page = await openPage({ html, setup });
    await whenShown(page);
    expect(readHosts(page)[0]?.textContent).toMatch(/Content from films\.invalidMarketing: .*Always allow: Marketing/);
  });

  test.each(["de", "fi", "el"])("fit into a place of a phone, with the long words of %s", async (language) => {
    const html = `<iframe width="276" height="236" data-consent-category="functional" data-src="https://www.a-long-name-of-films.invalid/1"></iframe>`;
    const page = await openPage({ html, language, setup: createSetup("opt-in", { languages: [language] }) });
    await whenShown(page);
    const stage = readHosts(page)[0]?.shadowRoot?.querySelector(".stage") as HTMLElement;
    expect(stage.scrollHeight).toBeLessThanOrEqual(stage.clientHeight);
    for (const button of readHosts(page)[0]?.querySelectorAll("button") ?? []) {
      expect(button.offsetHeight).toBeGreaterThanOrEqual(24);
    }
  });

  test("load once: starts it, decides nothing, and the focus goes to it", async () => {
    const page = await openPage({ html: FRAME + FRAME.replace("film", "other"), setup });
    await whenShown(page, 2);
    const button = readHosts(page)[0]?.querySelector("button") as HTMLElement;
    button.focus();
    button.click();
    await vi.waitFor(() => expect(page.find("#film")?.getAttribute("src")).toBe("about:blank#film"));
    expect(page.document.activeElement).toBe(page.find("#film"));
    expect(readHosts(page)).toHaveLength(1);
    expect(page.find("#other")?.hasAttribute("src")).toBe(false);
    expect(page.api.getSnapshot().decided).toBe(false);
    expect(page.requests).toEqual([]);
  });

  test("always allow: decides for the service alone, and loads everything of it", async () => {
    const page = await openPage({ html: FRAME + FRAME.replace("film", "other"), setup });
    await whenShown(page, 2);
    readHosts(page)[0]?.querySelectorAll("button")[1]?.click();
    await vi.waitFor(() => expect(page.find("#other")?.hasAttribute("src")).toBe(true));
    await whenShown(page, 0);
    expect(page.api.getSnapshot()).toMatchObject({
      decided: true,
      choices: { essential: true, functional: false, analytics: false, marketing: false },
      services: { video: true },
    });
  });

  test("stand for scripts at the place where they draw, and start them in their order", async () => {
    const html = `<div data-consent-placeholder style="width:500px;height:300px"><script type="text/plain" data-consent-service="video" data-src="data:text/javascript,ran.push('api')"></script><script type="text/plain" data-consent-service="video">ran.push("draw")</script></div>`;
    const page = await openPage({ html, setup });
    await whenShown(page);
    page.press("Load once");
    await vi.waitFor(() => expect(page.window.ran).toEqual(["api", "draw"]));
    expect(readHosts(page)).toEqual([]);
  });

  test("stand for scripts elsewhere that have the same marks", async () => {
    const html = `<div data-consent-placeholder data-consent-service="video" style="width:500px;height:300px"></div><script type="text/plain" data-consent-service="video">ran.push("draw")</script><script type="text/plain" data-consent-category="marketing">ran.push("other")</script>`;
    const page = await openPage({ html, setup });
    await whenShown(page);
    page.press("Load once");
    await vi.waitFor(() => expect(page.window.ran).toEqual(["draw"]));
    await settle();
    expect(page.window.ran).toEqual(["draw"]);
  });

  test("are none for pixels, small boxes, and what is hidden; what is shown later gets its own then", async () => {
    const hidden = `<div id="tab" hidden>${FRAME}</div>`;
    const small = `<img alt="" width="1" height="1" data-consent-service="video" data-src="data:,"><iframe width="88" height="31" data-consent-service="video" data-src="about:blank"></iframe>`;
    const page = await openPage({ html: small + hidden, setup });
    await settle();
    expect(readHosts(page)).toEqual([]);
    expect(page.find("iframe")?.hasAttribute("data-cookiehub-covered")).toBe(false);
    page.find("#tab")?.removeAttribute("hidden");
    await whenShown(page);
  });

  test("come for late elements, and go with them", async () => {
    const page = await openPage({ setup });
    page.document.body.append(page.document.createRange().createContextualFragment(FRAME));
    await whenShown(page);
    page.find("#film")?.remove();
    await whenShown(page, 0);
  });

  test("come back after a withdrawal for what was not loaded, and not for what was", async () => {
    const page = await openPage({ html: FRAME, setup });
    await whenShown(page);
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.find("#film")?.hasAttribute("src")).toBe(true));
    page.api.rejectAll();
    await settle();
    page.document.body.append(
      page.document.createRange().createContextualFragment(FRAME.replace('id="film"', 'id="late"')),
    );
    await whenShown(page);
    expect(getComputedStyle(page.find("#film") as HTMLElement).display).not.toBe("none");
    expect(page.find("#late")?.hasAttribute("src")).toBe(false);
  });

  test("show a picture of the site's own, and never a third party's", async () => {
    const frame = (preview: string) => FRAME.replace("<iframe", `<iframe data-preview="${preview}"`);
    const page = await openPage({ html: frame("data:image/gif,x") + frame("https://third.invalid/p.png"), setup });
    await whenShown(page, 2);
    expect(readHosts(page).map((host) => host.querySelector("img")?.getAttribute("src") ?? null)).toEqual([
      "data:image/gif,x",
      null,
    ]);
  });

  test("a copy of the page that a router kept gets living ones", async () => {
    const page = await openPage({ html: `<main>${FRAME}</main>`, setup });
    await whenShown(page);
    const main = page.find("main") as HTMLElement;
    const copy = main.cloneNode(true) as HTMLElement;
    main.replaceWith(copy);
    await settle();
    await whenShown(page);
    page.press("Load once");
    await vi.waitFor(() => expect(page.find("#film")?.hasAttribute("src")).toBe(true));
    expect(getComputedStyle(page.find("#film") as HTMLElement).display).toBe("inline");
  });

  test("are none where the tenant wants none", async () => {
    const { config } = setup;
    const page = await openPage({
      html: FRAME,
      setup: { ...setup, config: { ...config, banner: { ...config.banner, placeholders: false } } },
    });
    await settle();
    expect(readHosts(page)).toEqual([]);
  });
});
