import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, openPage } from "../../test/page-kit.ts";

afterEach(closePages);

const inline = (name: string, category: string, more = "") =>
  `<script type="text/plain" data-consent-category="${category}" ${more}>ran.push("${name}")</script>`;
const external = (name: string, category: string, more = "") =>
  `<script type="text/plain" data-consent-category="${category}" data-src="data:text/javascript,ran.push('${name}')" ${more}></script>`;
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

describe("the gate", () => {
  test("L1: before a choice nothing runs and nothing is requested", async () => {
    const page = await openPage({
      html: `${inline("a", "analytics")}${external("b", "marketing")}<iframe data-consent-category="marketing" data-src="about:blank#x"></iframe><img alt="" data-consent-category="analytics" data-src="data:," data-srcset="data:, 2x">`,
    });
    await settle();
    expect(page.window.ran).toEqual([]);
    expect(page.find("iframe")?.hasAttribute("src")).toBe(false);
    expect(page.find("img")?.hasAttribute("src")).toBe(false);
    expect(page.api.blocked().map((tag) => [tag.kind, tag.released])).toEqual([
      ["script", false],
      ["script", false],
      ["iframe", false],
      ["img", false],
    ]);
  });

  test("required categories run without a choice", async () => {
    const page = await openPage({ html: inline("a", "essential") });
    expect(page.window.ran).toEqual(["a"]);
  });

  test("releases in document order: inline text waits for the external scripts before it", async () => {
    const html = [
      external("a", "analytics"),
      external("b", "analytics"),
      inline("c", "analytics"),
      external("d", "analytics"),
      inline("e", "analytics"),
    ];
    const page = await openPage({ html: html.join("") });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a", "b", "c", "d", "e"]));
  });

  test("a script that fails to load does not hold up the inline text after it", async () => {
    const failing = `<script type="text/plain" data-consent-category="analytics" data-src="data:text/html,no"></script>`;
    const page = await openPage({ html: failing + inline("after", "analytics") });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["after"]));
  });

  test("an async script holds nobody up", async () => {
    const never = `<script async type="text/plain" data-consent-category="analytics" data-src="https://192.0.2.1/never.js"></script>`;
    const page = await openPage({ html: never + inline("after", "analytics") });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["after"]));
  });

  test("modules run after the ordered scripts before them, inline or not", async () => {
    const html =
      external("a", "analytics") +
      inline("b", "analytics", 'data-type="module"') +
      external("c", "analytics", 'data-type="module"');
    const page = await openPage({ html });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a", "b", "c"]));
  });

  test("a tag with several categories needs all of them; an unknown one never comes", async () => {
    const page = await openPage({
      html:
        inline("both", "analytics marketing") +
        inline("unknown", "analytics telepathy") +
        inline("proto", "constructor"),
    });
    page.api.save({ analytics: true });
    await settle();
    expect(page.window.ran).toEqual([]);
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["both"]));
    await settle();
    expect(page.window.ran).toEqual(["both"]);
  });

  test("beyond a thousand elements those that have run are forgotten, and never run again: a page may replace its content for hours", async () => {
    const page = await openPage();
    page.api.acceptAll();
    const main = page.find("main");
    const kept = page.document.createElement("img");
    kept.setAttribute("data-consent-category", "analytics");
    kept.setAttribute("data-src", "data:,kept");
    main?.after(kept);
    const pictures = Array.from({ length: 1_000 }, () => kept.cloneNode());
    main?.replaceChildren(...pictures);
    await vi.waitFor(() => expect(kept.getAttribute("src")).toBe("data:,kept"));
    await vi.waitFor(() => expect(page.api.blocked()).toHaveLength(1_001), 15_000);
    await vi.waitFor(() => expect(page.document.querySelectorAll("img[src]")).toHaveLength(1_001), 15_000);
    kept.removeAttribute("src");
    main?.replaceChildren(page.document.createElement("p"));
    await vi.waitFor(() => expect(page.api.blocked()).toEqual([]), 15_000);
    main?.append("more");
    await settle();
    expect(kept.hasAttribute("src")).toBe(false);
  }, 60_000);

  test("each tag runs exactly once across accept, withdraw and accept", async () => {
    const page = await openPage({ html: inline("a", "analytics") + external("b", "marketing") });
    for (const act of ["acceptAll", "rejectAll", "acceptAll"] as const) {
      page.api[act]();
      await settle();
    }
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a", "b"]));
    await settle();
    expect(page.window.ran).toEqual(["a", "b"]);
  });

  test("nothing more is released once it is withdrawn", async () => {
    const html = `${inline("a", "analytics")}<script>Object.defineProperty(ran, "push", { value: function (name) { ran[ran.length] = name; window.onRun(); } });</script>${inline("b", "analytics")}`;
    const page = await openPage({ html });
    Object.assign(page.window, { onRun: () => page.api.rejectAll() });
    page.api.acceptAll();
    await settle();
    expect(page.window.ran).toEqual(["a"]);
  });

  test("D18: each tag has a turn of its own, so that input and paint come between", async () => {
    const html = ["a", "b", "c"].map((name) => inline(name, "analytics").replace("ran.push(", "setTurn(")).join("");
    const page = await openPage({
      html: `<script>Object.defineProperty(window, "scheduler", { value: undefined }); var turn = 0; function setTurn() { ran.push(turn); var channel = new MessageChannel(); channel.port1.onmessage = function () { turn++; }; channel.port2.postMessage(0); }</script>${html}`,
    });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toHaveLength(3));
    expect(new Set(page.window.ran).size).toBe(3);
  });

  test("elements that arrive later are held back, and released when they are agreed to", async () => {
    const page = await openPage();
    const add = (markup: string) =>
      page.document.body.append(page.document.createRange().createContextualFragment(`<div>${markup}</div>`));
    add(inline("late", "analytics"));
    await settle();
    expect(page.window.ran).toEqual([]);
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["late"]));
    add(inline("later", "analytics"));
    await vi.waitFor(() => expect(page.window.ran).toEqual(["late", "later"]));
  });

  test("keeps nonce, integrity, crossorigin and other attributes", async () => {
    const page = await openPage({
      html: external("a", "analytics", 'nonce="abc" crossorigin="anonymous" id="tag" data-x="1"'),
    });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a"]));
    const script = page.find("#tag") as HTMLScriptElement;
    expect([script.nonce, script.crossOrigin, script.dataset.x]).toEqual(["abc", "anonymous", "1"]);
  });

  test("a returning visitor's tags run while the widget starts, before any network", async () => {
    (await openPage()).press("Accept all");
    const next = await openPage({ html: inline("a", "analytics"), isStarted: false });
    next.begin();
    expect(next.window.ran).toEqual(["a"]);
    expect(next.requests).toEqual([]);
  });

  test("goes by the marks as they are at the moment of release, not as they were found", async () => {
    const page = await openPage({
      html: `${inline("a", "analytics")}<iframe data-consent-category="analytics" data-src="about:blank#old"></iframe><img alt="" data-consent-category="analytics" data-src="data:,old">`,
    });
    page.find("script[type]")?.setAttribute("data-consent-category", "marketing");
    page.find("iframe")?.setAttribute("data-src", "about:blank#new");
    page.find("img")?.removeAttribute("data-consent-category");
    page.api.save({ analytics: true });
    await vi.waitFor(() => expect(page.find("iframe")?.getAttribute("src")).toBe("about:blank#new"));
    await settle();
    expect(page.window.ran).toEqual([]);
    expect(page.find("img")?.hasAttribute("src")).toBe(false);
  });

  test("marks that change while the tags before them start are heeded too", async () => {
    const change = `<script type="text/plain" data-consent-category="analytics">document.querySelector("#next").dataset.consentCategory = "marketing"</script>`;
    const next = `<script id="next" type="text/plain" data-consent-category="analytics">ran.push("next")</script>`;
    const page = await openPage({ html: change + next + inline("last", "analytics") });
    page.api.save({ analytics: true });
    await vi.waitFor(() => expect(page.window.ran).toEqual(["last"]));
  });

  test.each(["nomodule", 'data-type="application/json"'])(
    "a script that the browser passes over (%s) holds nobody up",
    async (more) => {
      const page = await openPage({ html: external("no", "analytics", more) + inline("after", "analytics") });
      page.api.acceptAll();
      await vi.waitFor(() => expect(page.window.ran).toEqual(["after"]));
    },
  );

  test("a tag's own onload attribute stays in force", async () => {
    const page = await openPage({
      html: external("a", "analytics", `onload="ran.push('loaded')"`) + inline("after", "analytics"),
    });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["a", "loaded", "after"]));
  });

  test("a copy of a started element is not started again", async () => {
    const page = await openPage({
      html: '<iframe data-consent-category="analytics" data-src="about:blank#x"></iframe>',
    });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.find("iframe")?.hasAttribute("src")).toBe(true));
    const copy = page.find("iframe")?.cloneNode(true) as HTMLElement;
    const set = vi.spyOn(copy, "setAttribute");
    page.document.body.append(copy);
    await settle();
    expect(set).not.toHaveBeenCalled();
  });
});
