import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, type GuardedPage, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

// Refuses at once, where a name that nobody has may take seconds to be found missing.
const HOST = "http://127.0.0.1:2/.invalid/";
const rules = [{ pattern: "127.0.0.1:2", category: "analytics" }];
/** Waits until a request that began now, from a page without a guard, has failed, and so has whatever began before. */
const settle = async () => {
  for (const turn of ["1", "2"]) await fetch(`${HOST}marker?${turn}`, { mode: "no-cors" }).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
};
const PATIENT = { timeout: 10_000 };

/** Kind and attribute, with what else the browser needs to begin. */
const KINDS = [
  ["iframe", "src"],
  ["img", "src"],
  ["img", "srcset"],
  ["video", "src"],
  ["video", "poster"],
  ["audio", "src"],
  ["link", "href"],
  ["object", "data"],
  ["embed", "src"],
] as const;
const MARKUP = `${KINDS.map(([name, attribute]) => `<${name} rel="stylesheet" preload="auto" ${attribute}="${HOST}${name}-${attribute}"></${name}>`).join("")}
<picture><source srcset="${HOST}source-srcset"><img alt=""></picture>
<video preload="auto"><source src="${HOST}source-src"></video>`;

const toTemplate = ({ document }: GuardedPage): DocumentFragment => {
  const template = document.createElement("template");
  template.innerHTML = MARKUP;
  return template.content;
};
const toOther = ({ document }: GuardedPage): ChildNode[] => {
  const other = document.implementation.createHTMLDocument();
  other.body.innerHTML = MARKUP;
  return Array.from(other.body.childNodes);
};
const each = (page: GuardedPage, act: (element: Element, attribute: string, value: string) => void) => {
  for (const [name, attribute] of KINDS) {
    const element = page.document.createElement(name);
    element.setAttribute("rel", "stylesheet");
    element.setAttribute("preload", "auto");
    page.document.body.append(element);
    act(element, attribute, `${HOST}${name}-${attribute}`);
  }
};

/** Ways that do not go by a setter of the element, or not by the usual one. */
const WAYS: Readonly<Record<string, (page: GuardedPage) => unknown>> = {
  setAttributeNS: (page) => each(page, (element, name, value) => element.setAttributeNS(null, name, value)),
  setAttributeNode: (page) =>
    each(page, (element, name, value) => {
      const attribute = page.document.createAttribute(name);
      attribute.value = value;
      element.setAttributeNode(attribute);
    }),
  "a copy of a template": (page) => page.document.body.append(toTemplate(page).cloneNode(true)),
  "an imported template": (page) => page.document.body.append(page.document.importNode(toTemplate(page), true)),
  "an imported template that is put in later": async (page) => {
    const content = page.document.importNode(toTemplate(page), true);
    await settle();
    page.document.body.append(content);
  },
  "nodes of another document": (page) => page.document.body.append(...toOther(page)),
  "nodes of another document that were adopted before": async (page) => {
    const nodes = toOther(page).map((node) => page.document.adoptNode(node));
    await settle();
    page.document.body.append(...nodes);
  },
  "a fragment of a range": async (page) => {
    const content = page.document.createRange().createContextualFragment(MARKUP);
    await settle();
    page.document.body.append(content);
  },
  "insertNode of a range": (page) => {
    const range = page.document.createRange();
    range.selectNodeContents(page.document.body);
    range.insertNode(toTemplate(page));
  },
  "a text's before": (page) => {
    const text = page.document.createTextNode("text");
    page.document.body.append(text);
    text.before(toTemplate(page));
  },
  insertAdjacentElement: (page) => {
    const part = page.document.createElement("div");
    part.append(...toOther(page));
    page.document.body.insertAdjacentElement("beforeend", part);
  },
  "a detached element": async (page) => {
    const part = page.document.createElement("div");
    part.append(toTemplate(page));
    await settle();
    page.document.body.replaceChildren(part);
  },
  innerHTML: (page) => {
    page.document.body.innerHTML = MARKUP;
  },
  "innerHTML of a detached element": async (page) => {
    const part = page.document.createElement("div");
    part.innerHTML = MARKUP;
    await settle();
    page.document.body.append(part);
  },
  outerHTML: (page) => {
    const part = page.document.createElement("p");
    page.document.body.append(part);
    part.outerHTML = MARKUP;
  },
  insertAdjacentHTML: (page) => page.document.body.insertAdjacentHTML("afterbegin", MARKUP),
  "insertAdjacentHTML beside": (page) => {
    const part = page.document.createElement("p");
    page.document.body.append(part);
    part.insertAdjacentHTML("afterend", MARKUP);
  },
  setHTMLUnsafe: (page) => page.document.body.setHTMLUnsafe(MARKUP),
};

describe("L1: elements of every kind", () => {
  test.each(Object.keys(WAYS))(
    "that come by %s ask a blocked host for nothing, and get their addresses back after consent",
    async (way) => {
      const page = await openGuardedPage({ rules });
      const { body } = page.document;
      await WAYS[way]?.(page);
      await settle();
      expect(page.requests()).toEqual([]);
      const held = body.querySelectorAll("[data-consent-rule]");
      expect(held.length).toBeGreaterThanOrEqual(KINDS.length);
      // A frame's request is listed nowhere: what counts is that it has no address by the time the call is over.
      expect(body.querySelectorAll("iframe[src]")).toHaveLength(0);
      expect(page.warnings).toEqual([]);
      page.allow("analytics");
      await vi.waitFor(() => expect(body.querySelectorAll("[data-consent-rule]")).toHaveLength(0));
      for (const [name, attribute] of KINDS) {
        const address = `${HOST}${name}-${attribute}`;
        expect(body.querySelectorAll(`${name}[${attribute}="${address}"]`), address).toHaveLength(1);
      }
      await settle();
      expect(page.requests().length).toBe(new Set(page.requests()).size);
      expect(page.errors).toEqual([]);
    },
  );

  test("that are copied while they are held stay held, and both get their address back", async () => {
    const page = await openGuardedPage({ rules });
    page.document.body.innerHTML = `<iframe src="${HOST}frame"></iframe>`;
    const frame = page.document.querySelector("iframe") as HTMLIFrameElement;
    frame.after(frame.cloneNode(true));
    await settle();
    expect(page.requests()).toEqual([]);
    page.allow("analytics");
    await vi.waitFor(() => expect(page.document.querySelectorAll(`iframe[src="${HOST}frame"]`)).toHaveLength(2));
  });

  test("that a script writes into the page are held", async () => {
    const page = await openGuardedPage({ rules });
    page.document.open();
    page.document.write(`<body><img src="${HOST}picture">`);
    page.document.close();
    await settle();
    expect(page.requests()).toEqual([]);
    page.allow("analytics");
    await vi.waitFor(() => expect(page.requests()).toEqual([`${HOST}picture`]), PATIENT);
  });
});

describe("new Audio", () => {
  test("L1: with a blocked address asks for nothing, and plays from it after consent", async () => {
    const page = await openGuardedPage({ rules });
    const audio = new page.window.Audio(`${HOST}sound.mp3`);
    await settle();
    expect([page.requests(), audio.getAttribute("src"), audio.preload]).toEqual([[], null, "auto"]);
    expect(page.blocked()).toMatchObject([{ kind: "audio", src: `${HOST}sound.mp3`, released: false }]);
    page.allow("analytics");
    await vi.waitFor(() => expect(audio.getAttribute("src")).toBe(`${HOST}sound.mp3`));
    await vi.waitFor(() => expect(page.requests()).toEqual([`${HOST}sound.mp3`]), PATIENT);
  });

  test("with any other address, or none, is what it always was", async () => {
    const { window } = await openGuardedPage({ rules });
    const audio = new window.Audio("data:,");
    expect([audio.src, audio instanceof window.HTMLAudioElement, audio.constructor]).toEqual([
      "data:,",
      true,
      window.HTMLAudioElement,
    ]);
    expect(new window.Audio().hasAttribute("src")).toBe(false);
    expect(() => Reflect.apply(window.Audio, undefined, ["data:,"])).toThrow(window.TypeError);
  });
});

describe("a shadow tree", () => {
  const open = async () => {
    const page = await openGuardedPage({ rules });
    const host = page.document.createElement("div");
    page.document.body.append(host);
    return { page, root: host.attachShadow({ mode: "closed" }) };
  };

  test("L1: holds its elements back as the page does, however they come", async () => {
    const { page, root } = await open();
    root.innerHTML = `<iframe src="${HOST}markup"></iframe>`;
    const frame = page.document.createElement("iframe");
    frame.src = `${HOST}property`;
    root.append(frame, toTemplate(page));
    root.firstElementChild?.insertAdjacentHTML("beforebegin", `<iframe src="${HOST}beside"></iframe>`);
    expect(root.querySelectorAll("iframe[src]")).toHaveLength(0);
    await settle();
    expect(page.requests()).toEqual([]);
    page.allow("analytics");
    await vi.waitFor(() => expect(root.querySelectorAll("[data-consent-rule]")).toHaveLength(0));
    expect(Array.from(root.querySelectorAll("iframe"), ({ src }) => src.slice(HOST.length))).toEqual([
      "beside",
      "markup",
      "property",
      "iframe-src",
    ]);
  });

  test("starts its scripts after consent, once", async () => {
    const { page, root } = await open();
    const script = page.document.createElement("script");
    script.src = `${HOST}tag.js`;
    root.append(script);
    await settle();
    expect(page.requests()).toEqual([]);
    page.allow("analytics");
    await vi.waitFor(() => expect(page.requests()).toEqual([`${HOST}tag.js`]), PATIENT);
    expect([script.type, script.hasAttribute("data-consent-rule")]).toEqual(["", false]);
  });
});
