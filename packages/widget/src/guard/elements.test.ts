import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, type GuardedPage, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

const settle = () => new Promise((resolve) => setTimeout(resolve, 120));

interface Kind {
  readonly name: string;
  readonly attribute: string;
}
const KINDS: readonly Kind[] = [
  { name: "script", attribute: "src" },
  { name: "iframe", attribute: "src" },
  { name: "img", attribute: "src" },
  { name: "img", attribute: "srcset" },
  { name: "video", attribute: "src" },
  { name: "video", attribute: "poster" },
  { name: "audio", attribute: "src" },
  { name: "link", attribute: "href" },
  { name: "object", attribute: "data" },
  { name: "embed", attribute: "src" },
];

/** The ways in which a page gives an element its address and puts it in. */
const WAYS: Readonly<Record<string, (page: GuardedPage, kind: Kind, address: string) => Element>> = {
  "its property": ({ document }, { name, attribute }, address) => {
    const element = document.createElement(name);
    Reflect.set(element, attribute, address);
    document.body.append(element);
    return element;
  },
  setAttribute: ({ document }, { name, attribute }, address) => {
    const element = document.createElement(name);
    element.setAttribute(attribute.toUpperCase(), address);
    document.body.appendChild(element);
    return element;
  },
  "an address while it is in the page": ({ document }, { name, attribute }, address) => {
    const element = document.createElement(name);
    document.body.append(element);
    Reflect.set(element, attribute, address);
    return element;
  },
  "a template": ({ document }, { name, attribute }, address) => {
    const template = document.createElement("template");
    template.innerHTML = `<div><${name} ${attribute}="${address}"></${name}></div>`;
    const content = document.importNode(template.content, true);
    const element = content.querySelector(name) as Element;
    document.body.insertBefore(content, null);
    return element;
  },
};

const describeLink = (element: Element) => element.setAttribute("rel", "stylesheet");

describe.each(KINDS)("$name with $attribute", ({ name, attribute }) => {
  const toAddress = (host: string) => `https://${host}/${name}-${attribute}`;

  test.each(Object.keys(WAYS).filter((way) => !(way === "a template" && ["img", "video", "audio"].includes(name))))(
    "L1: given its address by %s, asks a blocked host for nothing, and exactly once after consent",
    async (way) => {
      const page = await openGuardedPage();
      const element = WAYS[way]?.(page, { name, attribute }, toAddress("stats.invalid")) as Element;
      if (name === "link") describeLink(element);
      await settle();
      expect(page.requests()).toEqual([]);
      expect(element.hasAttribute(attribute)).toBe(false);
      // The gate lists what an element is about; of a poster alone there is nothing.
      const src = attribute === "poster" ? null : toAddress("stats.invalid");
      expect(page.blocked()).toMatchObject([
        { kind: name, src, categories: ["analytics"], released: false, reason: "rule" },
      ]);

      page.allow("marketing");
      await settle();
      expect(element.hasAttribute(attribute)).toBe(false);
      expect(page.requests()).toEqual([]);

      page.allow("analytics");
      await vi.waitFor(() => expect(element.getAttribute(attribute)).toBe(toAddress("stats.invalid")));
      // What it was marked with has gone again.
      expect([...element.attributes].map((one) => one.name).filter((one) => one.startsWith("data-"))).toEqual([]);
      expect(page.blocked()).toMatchObject([{ kind: name, released: true, reason: "rule" }]);
      await settle();
      expect(page.requests().length).toBeLessThanOrEqual(1);
      expect(page.errors).toEqual([]);
    },
  );
});

describe("elements", () => {
  test("of hosts that no rule names, of the page's own host and with data: pass untouched", async () => {
    const page = await openGuardedPage({ rules: [{ pattern: location.hostname, category: "marketing" }] });
    for (const address of ["https://other.invalid/a.png", "/own.png", "data:,", `${location.origin}/b.png`]) {
      const image = page.document.createElement("img");
      image.src = address;
      expect(image.getAttribute("src")).toBe(address);
    }
    expect(page.blocked()).toEqual([]);
  });

  test("of the CookieHub server itself pass, whatever the rules say", async () => {
    const page = await openGuardedPage({ rules: [{ pattern: "consent.invalid", category: "marketing" }] });
    const image = page.document.createElement("img");
    image.src = "https://consent.invalid/pixel.gif";
    expect(image.getAttribute("src")).toBe("https://consent.invalid/pixel.gif");
  });

  test("a pixel that never enters the page is sent once after consent", async () => {
    const page = await openGuardedPage();
    const pixel = new page.window.Image();
    pixel.src = "https://ads.invalid/pixel.gif?1";
    await settle();
    expect(page.requests()).toEqual([]);
    page.allow("marketing");
    await vi.waitFor(() => expect(page.requests()).toEqual(["https://ads.invalid/pixel.gif?1"]));
    page.allow();
    page.allow("marketing");
    await settle();
    expect(page.requests()).toEqual(["https://ads.invalid/pixel.gif?1"]);
  });

  test("a service allows what its rule names", async () => {
    const page = await openGuardedPage();
    const frame = page.document.createElement("iframe");
    frame.src = "https://maps.invalid/embed/1";
    page.document.body.append(frame);
    expect(frame.getAttribute("data-consent-service")).toBe("maps");
    page.allow("analytics", "marketing", "functional");
    await settle();
    expect(frame.hasAttribute("src")).toBe(false);
    page.allow("maps");
    await vi.waitFor(() => expect(frame.getAttribute("src")).toBe("https://maps.invalid/embed/1"));
  });

  test("the page's own mark says more than a rule", async () => {
    const page = await openGuardedPage({ allowed: ["functional"] });
    const [allowed, refused] = ["functional", "analytics"].map((category) => {
      const frame = page.document.createElement("iframe");
      frame.dataset.consentCategory = category;
      frame.src = "https://ads.invalid/frame";
      return frame;
    });
    expect(allowed?.getAttribute("src")).toBe("https://ads.invalid/frame");
    expect(refused?.hasAttribute("src")).toBe(false);
    expect(refused?.getAttribute("data-consent-category")).toBe("analytics");
  });

  test("loaded once by the visitor's own act, a frame loads although nothing was agreed to", async () => {
    const page = await openGuardedPage();
    const frame = page.document.createElement("iframe");
    frame.src = "https://ads.invalid/frame";
    page.document.body.append(frame);
    await settle();
    expect(page.gate.loadOnce(frame)).toBe(true);
    await vi.waitFor(() => expect(frame.getAttribute("src")).toBe("https://ads.invalid/frame"));
  });

  test("an address that is replaced by an allowed one is forgotten", async () => {
    const page = await openGuardedPage();
    const image = page.document.createElement("img");
    image.src = "https://ads.invalid/a.png";
    image.src = "data:,";
    page.document.body.append(image);
    page.allow("marketing");
    await settle();
    expect(image.getAttribute("src")).toBe("data:,");
    expect(page.requests()).toEqual([]);
  });

  test("held back again after a withdrawal, an element is released again by the next consent", async () => {
    const page = await openGuardedPage({ allowed: ["marketing"] });
    const frame = page.document.createElement("iframe");
    page.document.body.append(frame);
    for (const round of ["1", "2"]) {
      page.allow();
      frame.src = `https://ads.invalid/${round}`;
      await settle();
      expect(frame.getAttribute("src")).not.toBe(`https://ads.invalid/${round}`);
      page.allow("marketing");
      await vi.waitFor(() => expect(frame.getAttribute("src")).toBe(`https://ads.invalid/${round}`));
    }
  });
});

describe("scripts", () => {
  const toSource = (name: string) => `data:text/javascript,ran.push('${name}')`;
  // Its host is what a rule can name, and the test can answer for it: the address is swapped as it is released.
  const answer = (window: GuardedPage["window"]) => {
    const { set } = Object.getOwnPropertyDescriptor(window.HTMLScriptElement.prototype, "src") ?? {};
    Object.defineProperty(window.HTMLScriptElement.prototype, "src", {
      configurable: true,
      enumerable: true,
      get: () => "",
      set(this: HTMLScriptElement, value: string) {
        const name = /stats\.invalid\/(\w+)/.exec(value)?.[1];
        set?.call(this, name ? toSource(name) : value);
      },
    });
  };

  test("start where they stand, once, and who listens for load hears it", async () => {
    const page = await openGuardedPage({ before: answer });
    const script = page.document.createElement("script");
    script.type = "module";
    script.addEventListener("load", () => page.window.ran.push("listener"));
    script.onload = () => page.window.ran.push("handler");
    script.src = "https://stats.invalid/tag";
    page.document.head.append(script);
    await settle();
    expect([page.window.ran, script.type]).toEqual([[], "text/plain"]);
    page.allow("analytics");
    await vi.waitFor(() => expect(page.window.ran).toEqual(["tag", "listener", "handler"]));
    expect([script.isConnected, script.type]).toEqual([true, "module"]);
    page.allow();
    page.allow("analytics");
    await settle();
    expect(page.window.ran).toHaveLength(3);
  });

  test("that ask for an order keep it, among themselves and with marked ones", async () => {
    const page = await openGuardedPage({ before: answer });
    for (const name of ["first", "second", "third"]) {
      const script = page.document.createElement("script");
      script.src = `https://stats.invalid/${name}`;
      script.async = false;
      page.document.body.append(script);
    }
    page.document.body.append(
      page.document
        .createRange()
        .createContextualFragment(
          '<script type="text/plain" data-consent-category="analytics">ran.push("marked")</script>',
        ),
    );
    page.allow("analytics");
    await vi.waitFor(() => expect(page.window.ran).toEqual(["first", "second", "third", "marked"]));
  });

  test("that wait for nobody hold nobody up", async () => {
    const page = await openGuardedPage();
    const script = page.document.createElement("script");
    script.src = "https://stats.invalid/never";
    page.document.body.append(script);
    expect(script.async).toBe(true);
    expect(script.hasAttribute("async")).toBe(true);
  });

  test("put into the page after consent, start then", async () => {
    const page = await openGuardedPage({ before: answer });
    const script = page.document.createElement("script");
    script.src = "https://stats.invalid/late";
    page.allow("analytics");
    await settle();
    expect(page.window.ran).toEqual([]);
    page.document.body.append(script);
    await vi.waitFor(() => expect(page.window.ran).toEqual(["late"]));
  });

  test("of markup after the parser, which no browser runs, are not made to run and hold nobody up", async () => {
    const page = await openGuardedPage({ before: answer });
    const marked = '<script type="text/plain" data-consent-category="analytics">ran.push("marked")</script>';
    page.document.body.innerHTML = `<script src="https://stats.invalid/dead"></script>${marked}`;
    await settle();
    page.allow("analytics");
    await vi.waitFor(() => expect(page.window.ran).toEqual(["marked"]));
    await settle();
    expect(page.window.ran).toEqual(["marked"]);
  });
});

describe("markup", () => {
  test("a frame that is written is emptied at once, reported in development, and comes back after consent", async () => {
    localStorage.cookiehub_debug = "1";
    const page = await openGuardedPage();
    page.document.open();
    page.document.write('<p><iframe src="https://ads.invalid/frame"></iframe></p>');
    page.document.close();
    const frame = page.document.querySelector("iframe") as HTMLIFrameElement;
    await settle();
    expect(frame.hasAttribute("src")).toBe(false);
    expect(page.warnings).toHaveLength(1);
    expect(page.warnings[0]).toContain("<iframe> https://ads.invalid/frame");
    page.allow("marketing");
    await vi.waitFor(() => expect(frame.getAttribute("src")).toBe("https://ads.invalid/frame"));
  });

  test("what stood above is reported in development; scripts that ran are not run again", async () => {
    localStorage.cookiehub_debug = "1";
    const page = await openGuardedPage({
      html: '<script src="https://stats.invalid/above.js"></script><iframe src="https://ads.invalid/above"></iframe>',
    });
    expect(page.warnings.map((text) => /<(\w+)> (\S+).*rule (\S+),/.exec(text)?.slice(1))).toEqual([
      ["script", "https://stats.invalid/above.js", "stats.invalid"],
      ["iframe", "https://ads.invalid/above", "ads.invalid"],
    ]);
    expect(page.document.querySelector("script")?.getAttribute("src")).toBe("https://stats.invalid/above.js");
    expect(page.document.querySelector("iframe")?.hasAttribute("src")).toBe(false);
  });

  test("nothing is said where nobody asked for it", async () => {
    const page = await openGuardedPage({ html: '<script src="https://stats.invalid/above.js"></script>' });
    expect(page.warnings).toEqual([]);
  });
});
