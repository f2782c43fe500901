import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, openPage } from "../../test/page-kit.ts";

afterEach(closePages);

const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
const MARK = 'data-consent-category="analytics"';

// Kind -> markup, and the attributes that it has once it is released.
const KINDS: Record<string, { html: string; selector: string; released: Record<string, string> }> = {
  iframe: {
    html: `<iframe ${MARK} data-src="about:blank#x"></iframe>`,
    selector: "iframe",
    released: { src: "about:blank#x" },
  },
  "img with srcset and sizes": {
    html: `<img alt="" ${MARK} data-src="data:,a" data-srcset="data:,b 2x" data-sizes="10px">`,
    selector: "img",
    released: { src: "data:,a", srcset: "data:,b 2x", sizes: "10px" },
  },
  "source of a picture": {
    html: `<picture><source data-srcset="data:,wide" media="all"><img alt="" ${MARK} data-src="data:,a"></picture>`,
    selector: "source",
    released: { srcset: "data:,wide" },
  },
  "video with a poster": {
    html: `<video ${MARK} data-src="data:video/mp4," data-poster="data:,p"></video>`,
    selector: "video",
    released: { src: "data:video/mp4,", poster: "data:,p" },
  },
  "source of a video": {
    html: `<video ${MARK}><source data-src="data:video/mp4," type="video/mp4"></video>`,
    selector: "source",
    released: { src: "data:video/mp4," },
  },
  "track of a video": {
    html: `<video ${MARK}><track data-src="data:text/vtt,"></video>`,
    selector: "track",
    released: { src: "data:text/vtt," },
  },
  audio: {
    html: `<audio ${MARK}><source data-src="data:audio/mpeg,"></audio>`,
    selector: "source",
    released: { src: "data:audio/mpeg," },
  },
  "style sheet": {
    html: `<link rel="stylesheet" ${MARK} data-href="data:text/css,body{color:red}">`,
    selector: "link",
    released: { href: "data:text/css,body{color:red}" },
  },
  object: {
    html: `<object ${MARK} data-data="data:text/plain,x"></object>`,
    selector: "object",
    released: { data: "data:text/plain,x" },
  },
  embed: {
    html: `<embed ${MARK} data-src="data:text/plain,x">`,
    selector: "embed",
    released: { src: "data:text/plain,x" },
  },
};

describe("kinds of elements", () => {
  test.each(Object.entries(KINDS))("L1: %s has no address before a choice, and its own after it", async (_, kind) => {
    const page = await openPage({ html: kind.html });
    await settle();
    for (const name of Object.keys(kind.released)) expect(page.find(kind.selector)?.hasAttribute(name)).toBe(false);
    expect(page.api.blocked()).toMatchObject([{ released: false, reason: "marked", categories: ["analytics"] }]);
    page.api.acceptAll();
    await vi.waitFor(() => {
      for (const [name, value] of Object.entries(kind.released)) {
        expect(page.find(kind.selector)?.getAttribute(name)).toBe(value);
      }
    });
    expect(page.api.blocked()).toMatchObject([{ released: true }]);
  });

  test("a marked style sheet is in force once it is allowed", async () => {
    const page = await openPage({ html: KINDS["style sheet"]?.html ?? "" });
    page.api.acceptAll();
    await vi.waitFor(() => expect(getComputedStyle(page.document.body).color).toBe("rgb(255, 0, 0)"));
  });

  test("a player is told of its sources, once", async () => {
    const page = await openPage({ html: KINDS["source of a video"]?.html ?? "" });
    const load = vi.spyOn(page.find("video") as HTMLVideoElement, "load");
    page.api.acceptAll();
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1));
    page.api.rejectAll();
    page.api.acceptAll();
    await settle();
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("a video that is there by the page's own wish is none of ours", async () => {
    const page = await openPage({ html: `<video src="data:video/mp4," ${MARK}></video>` });
    expect(page.api.blocked()).toEqual([]);
  });

  test("a service is enough of a mark, and both have to agree", async () => {
    const html = `<script type="text/plain" data-consent-service="nobody">ran.push("unknown")</script><script type="text/plain" ${MARK} data-consent-service="nobody">ran.push("both")</script><script type="text/plain" ${MARK}>ran.push("category")</script>`;
    const page = await openPage({ html });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["category"]));
    expect(page.api.blocked().map(({ services }) => services)).toEqual([["nobody"], ["nobody"], []]);
  });

  test("an import map is there before the modules after it", async () => {
    const html = `<script type="text/plain" ${MARK} data-type="importmap">{"imports":{"tag":"data:text/javascript,ran.push('mapped')"}}</script><script type="text/plain" ${MARK} data-type="module">import "tag";</script>`;
    const page = await openPage({ html });
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["mapped"]));
  });
});

describe("a script that would write over the page", () => {
  const writing = `<script type="text/plain" ${MARK}>ran.push("wrote"); document.writeln("<p>x</p>")</script>`;

  test("is listed as such, reported when it would have run, and not run; the rest runs", async () => {
    const page = await openPage({
      html: `<p id="kept">text</p>${writing}<script type="text/plain" ${MARK}>ran.push("after")</script>`,
    });
    expect(page.api.blocked().map(({ reason }) => reason)).toEqual(["document.write", "marked"]);
    expect(page.errors).toEqual([]);
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.ran).toEqual(["after"]));
    expect(page.errors.map(({ message }) => message)).toEqual([expect.stringContaining("wipe the page")]);
    expect(page.find("#kept")).not.toBeNull();
    expect(page.api.blocked().map(({ released }) => released)).toEqual([false, true]);
  });
});

describe("load once", () => {
  test("starts the one element and nothing else, and decides nothing", async () => {
    const frame = (name: string) => `<iframe id="${name}" ${MARK} data-src="about:blank#${name}"></iframe>`;
    const page = await openPage({ html: frame("a") + frame("b") });
    expect(page.api.loadOnce(page.find("#a") as HTMLElement)).toBe(true);
    expect(page.api.loadOnce(page.find("#a") as HTMLElement)).toBe(false);
    await vi.waitFor(() => expect(page.find("#a")?.hasAttribute("src")).toBe(true));
    await settle();
    expect(page.find("#b")?.hasAttribute("src")).toBe(false);
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, choices: { analytics: false } });
  });

  test("keeps scripts in their order: inline text waits for what it needs", async () => {
    const page = await openPage({
      html: `<script type="text/plain" ${MARK} data-src="data:text/javascript,ran.push('api')"></script><script type="text/plain" ${MARK}>ran.push("draw")</script>`,
    });
    for (const script of page.document.querySelectorAll(`[${MARK}]`)) page.api.loadOnce(script);
    await vi.waitFor(() => expect(page.window.ran).toEqual(["api", "draw"]));
  });
});

describe("late elements", () => {
  const late = `<section><div><p>words</p><ul><li><script type="text/plain" ${MARK}>ran.push("deep")</script></li></ul></div></section>`;

  test("are found deep inside what an application inserts", async () => {
    const page = await openPage();
    page.api.acceptAll();
    page.document.body.append(page.document.createRange().createContextualFragment(late));
    await vi.waitFor(() => expect(page.window.ran).toEqual(["deep"]));
  });

  test("are found when a single-page application puts another body in place", async () => {
    const page = await openPage();
    page.api.acceptAll();
    page.window.history.pushState({}, "", "#next");
    const body = page.document.createElement("body");
    body.append(page.document.createRange().createContextualFragment(late));
    page.document.body.replaceWith(body);
    await vi.waitFor(() => expect(page.window.ran).toEqual(["deep"]));
  });

  test("cost a large and busy page few searches, however often it changes", async () => {
    const page = await openPage({ html: "<p>text</p>".repeat(20_000) });
    const search = vi.spyOn(page.document, "querySelectorAll");
    for (let number = 0; number < 50; number++) {
      page.document.body.append(page.document.createElement("div"));
      await Promise.resolve();
    }
    const searches = search.mock.calls.filter(([selector]) => selector.startsWith("[data-consent-category]"));
    expect(searches.length).toBeLessThanOrEqual(2);
    page.api.acceptAll();
    page.document.body.append(page.document.createRange().createContextualFragment(late));
    await vi.waitFor(() => expect(page.window.ran).toEqual(["deep"]));
  });

  test("that lie in a template or in a shadow root are not found: nobody has put them into the page", async () => {
    const page = await openPage({ html: `<template>${late}</template><div id="host"></div>` });
    const root = page.find("#host")?.attachShadow({ mode: "open" });
    root?.append(page.document.createRange().createContextualFragment(late));
    page.api.acceptAll();
    await settle();
    expect(page.window.ran).toEqual([]);
  });
});
