import type { CategoryConfig, ResolvedConfig } from "@cookiehub/schemas/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, type TestPage } from "../../test/page-kit.ts";

afterEach(closePages);

/** The default categories, with services and cookies in analytics. */
function createDetailedSetup(count = 2, model: ResolvedConfig["regulation"]["model"] = "opt-in"): ResolvedConfig {
  const setup = createSetup(model);
  const services = Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    name: `Service ${at}`,
    description: `Does ${at}`,
    provider: `Provider ${at}`,
    privacy_policy_url: at === 0 ? "https://zero.example/privacy" : "javascript:alert(1)",
  }));
  const cookies = [
    ...services.map(({ id }) => ({ name: `_${id}`, purpose: "Counts", duration: "1 year", service: id })),
    { name: "_own", provider: "Shop", purpose: "Counts as well" },
  ];
  const detail = (category: CategoryConfig) =>
    category.id === "analytics" ? { ...category, services, cookies } : { ...category, services: [], cookies: [] };
  setup.config = { ...setup.config, categories: setup.config.categories.map(detail) };
  return setup;
}

async function open(page: TestPage): Promise<void> {
  page.api.open();
  await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("preferences"));
}

const all = (page: TestPage, selector: string) => [
  ...page.document.querySelectorAll<HTMLElement>(`[data-part=preferences] ${selector}`),
];
const toggle = (page: TestPage, id: string) => page.find(`[aria-labelledby="cookiehub-name-${id}"]`)?.click();
const result = (page: TestPage, id: string) => page.document.getElementById(`cookiehub-result-${id}`)?.textContent;

describe("a category", () => {
  test("L6: says how many services and cookies it has, and opens in place to tell who, what for and how long", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    await open(page);
    expect(page.document.getElementById("cookiehub-text-analytics")?.textContent).toMatch(/ 2 services, 3 cookies$/);
    const [opener] = all(page, ".ch-cover");
    const panel = page.document.getElementById(opener?.getAttribute("aria-controls") ?? "");
    expect([opener?.textContent, opener?.ariaExpanded, panel?.hidden, panel?.childElementCount]).toEqual([
      "Analytics",
      "false",
      true,
      0,
    ]);
    opener?.click();
    expect([opener?.ariaExpanded, panel?.hidden]).toEqual(["true", false]);
    const cells = all(page, "tr").map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells).toEqual([
      ["Name", "Purpose", "Kept for"],
      ["_s0", "Counts", "1 year"],
      ["Name", "Purpose", "Kept for"],
      ["_s1", "Counts", "1 year"],
      ["Name", "Provider", "Purpose"],
      ["_own", "Shop", "Counts as well"],
    ]);
    expect(panel?.textContent).toContain("Does 0Provider: Provider 0");
    opener?.click();
    expect([opener?.ariaExpanded, panel?.hidden, panel?.getClientRects().length]).toEqual(["false", true, 0]);
  });

  test("without services and cookies has nothing to open; a required one is always on, and so are its services", async () => {
    const setup = createDetailedSetup();
    for (const category of setup.config.categories) category.required = category.id === "analytics";
    const page = await openPage({ setup });
    await open(page);
    expect(all(page, ".ch-cover").map((button) => button.textContent)).toEqual(["Analytics"]);
    all(page, ".ch-cover")[0]?.click();
    expect(all(page, "h4")).toHaveLength(2);
    expect(all(page, "[role=switch]")).toHaveLength(setup.config.categories.length - 1);
    expect(result(page, "analytics")).toBe("Always on");
  });

  test("links only to web addresses, and each link says whose policy it is", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    await open(page);
    all(page, ".ch-cover")[0]?.click();
    expect(all(page, "a").map((link) => [link.ariaLabel, link.getAttribute("href"), link.getAttribute("rel")])).toEqual(
      [["Privacy policy: Service 0", "https://zero.example/privacy", "noopener noreferrer"]],
    );
  });

  test("with a service refused apart is partly allowed, which is said, told to screen readers, and saved", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    await open(page);
    all(page, ".ch-cover")[0]?.click();
    toggle(page, "analytics");
    expect([result(page, "analytics"), result(page, "service.s1")]).toEqual(["Allowed", "Allowed"]);
    toggle(page, "service.s1");
    expect([result(page, "analytics"), result(page, "service.s1")]).toEqual(["Partly allowed", "Refused"]);
    expect(all(page, ".ch-body > [role=status]")[0]?.textContent).toBe("Analytics: Partly allowed");
    page.press("Save my choice");
    expect(page.api.getSnapshot()).toMatchObject({
      choices: { analytics: true, marketing: false },
      services: { s0: true, s1: false },
    });
    await open(page);
    all(page, ".ch-cover")[0]?.click();
    expect(all(page, "[aria-labelledby='cookiehub-name-service.s1']")[0]?.ariaChecked).toBe("false");
  });

  test("with 500 services and cookies is built a slice at a time", async () => {
    const page = await openPage({ setup: createDetailedSetup(500) });
    await open(page);
    let nowMs = 0;
    page.window.performance.now = () => {
      nowMs += 1;
      return nowMs;
    };
    all(page, ".ch-cover")[0]?.click();
    expect(all(page, "[role=row]").length).toBeLessThan(30);
    await vi.waitFor(() => expect(all(page, "tbody [role=row]")).toHaveLength(501), { timeout: 15_000 });
    expect(all(page, "h4").at(-1)?.textContent).toBe("Service 499");
  });
});

describe("what holds", () => {
  test("before a decision says that there is none, and has nothing to withdraw", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    await open(page);
    expect(all(page, ".ch-choice")[0]?.textContent).toBe("Your choiceYou have not chosen yet.");
  });

  test("where nothing is left to withdraw, the other button takes the line", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    page.api.rejectAll();
    await open(page);
    const [history, ...more] = all(page, ".ch-choice button");
    expect(more).toEqual([]);
    expect(history?.offsetWidth).toBe(history?.parentElement?.offsetWidth);
  });

  test("L5: stands first after one, with its dates, and one click withdraws all of it", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    page.api.save({ analytics: true, marketing: true }, { s0: false });
    await open(page);
    const [choice] = all(page, ".ch-choice");
    const facts = all(page, ".ch-choice .ch-facts > div").map((row) => row.textContent);
    expect(facts).toEqual(["Allowed: Marketing", "Partly allowed: Analytics", "Refused: Functional"]);
    expect(choice?.textContent).toMatch(/Chosen on \w+ \d+, \d{4}\. You will be asked again on \w+ \d+, \d{4}\./);
    const [withdraw, history] = all(page, ".ch-choice button");
    const size = (button?: HTMLElement) => [button?.offsetWidth, button?.offsetHeight];
    expect([withdraw?.textContent, size(withdraw)]).toEqual(["Withdraw all", size(history)]);
    withdraw?.click();
    expect(page.api.getSnapshot()).toMatchObject({
      view: "none",
      decided: true,
      choices: { analytics: false, marketing: false },
      services: { s0: false, s1: false },
    });
    await vi.waitFor(() => expect(page.requests).toHaveLength(2));
    expect(JSON.parse(page.requests[1]?.body ?? "")).toMatchObject({
      consent_method: "preferences",
      categories: { functional: false, analytics: false, marketing: false },
    });
    await open(page);
    expect(all(page, ".ch-choice button").map((button) => button.textContent)).toEqual(["Earlier choices"]);
  });

  test("P7: a visitor whose signal was honoured and who sees no banner is told so here", async () => {
    const page = await openPage({ setup: createDetailedSetup(2, "opt-out"), gpc: true });
    page.api.rejectAll();
    await open(page);
    expect(all(page, ".ch-gpc")[0]?.textContent).toContain("Global Privacy Control");
  });
});

describe("the frame", () => {
  test("in a language that is written from the right, the switch's knob moves to the left", async () => {
    const setup = createDetailedSetup();
    setup.config.languages = ["ar"];
    const page = await openPage({ setup, language: "ar" });
    await open(page);
    const [control] = all(page, "[role=switch]");
    const side = () => page.window.getComputedStyle(control as HTMLElement, "::before").transform;
    expect(page.window.getComputedStyle(control as HTMLElement, "::before").right).toBe("2px");
    control?.click();
    for (const animation of page.document.getAnimations()) animation.finish();
    expect(side()).toBe("matrix(1, 0, 0, 1, -18, 0)");
  });

  test("in a language that is written from the right, a cookie's name keeps its order, at its column's side", async () => {
    const setup = createSetup("opt-in", { languages: ["ar"] });
    const [essential] = setup.config.categories;
    if (essential) essential.cookies = [{ name: "_ga", duration: "1 year" }];
    const page = await openPage({ setup, language: "ar" });
    await open(page);
    all(page, ".ch-cover")[0]?.click();
    const cells = await vi.waitFor(() => {
      const found = all(page, ".ch-table td");
      expect(found).toHaveLength(2);
      return found;
    });
    for (const cell of cells) {
      const text = page.document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode() as Text;
      const toSide = (from: number) => {
        const range = page.document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + 1);
        return range.getBoundingClientRect();
      };
      const [first, last] = [toSide(0), toSide(text.length - 1)];
      expect(first.left).toBeLessThan(last.left);
      expect(last.right).toBeCloseTo(cell.getBoundingClientRect().right, 0);
    }
  });

  test("too low for three parts, it shows that there is more below, until the end", async () => {
    const page = await openPage({ setup: createDetailedSetup() });
    (page.window.frameElement as HTMLIFrameElement).height = "256";
    await open(page);
    const panel = page.find("[data-part=preferences]")?.shadowRoot?.querySelector(".panel") as HTMLElement;
    expect(panel.scrollHeight).toBeGreaterThan(panel.clientHeight);
    // The first layer moves with the words and covers the second, which stays.
    expect(page.window.getComputedStyle(panel).backgroundAttachment).toBe("local, scroll");
  });

  test("works without a shadow root, and leaves the page's own dialogs as they are", async () => {
    const setup = createDetailedSetup();
    setup.config.banner = { ...setup.config.banner, isolation: "none" };
    const page = await openPage({ setup, html: "<dialog id=mine open>Mine</dialog>" });
    const look = () => {
      const { maxHeight, width, padding } = page.window.getComputedStyle(page.find("#mine") as HTMLElement);
      return [maxHeight, width, padding];
    };
    const before = look();
    await open(page);
    const dialog = page.find("[data-part=preferences] dialog");
    expect([dialog?.matches(":modal"), dialog?.querySelectorAll("[role=switch]").length]).toEqual([true, 3]);
    expect(look()).toEqual(before);
    page.press("Close");
    expect([page.find("[data-part=preferences]"), page.api.getSnapshot().view]).toEqual([null, "banner"]);
  });

  test("the keyboard can scroll what does not fit, and meets no empty stop where all fits", async () => {
    const setup = createDetailedSetup(40);
    setup.config.categories = setup.config.categories.filter(({ id }) => id === "analytics");
    const page = await openPage({ setup });
    await open(page);
    const [body] = all(page, ".ch-body");
    await vi.waitFor(() => expect(body?.hasAttribute("tabindex")).toBe(false));
    all(page, ".ch-cover")[0]?.click();
    await vi.waitFor(() => expect(body?.tabIndex).toBe(0));
    expect([body?.role, body?.ariaLabel]).toEqual(["group", "Privacy settings"]);
    all(page, ".ch-cover")[0]?.click();
    await vi.waitFor(() => expect(body?.hasAttribute("tabindex")).toBe(false));
  });
});
