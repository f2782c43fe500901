import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, type GuardedPage, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

type Root = GuardedPage["window"];
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string, ...more: string[]): string },
  ): {
    createHTML(text: string): string;
  };
}

const FRAME = '<iframe src="https://ads.invalid/frame"></iframe>';
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

describe("a page that has broken the browser before us", () => {
  const breakages: Readonly<Record<string, (window: Root) => void>> = {
    createElement(window) {
      window.document.createElement = () => {
        throw new Error("broken");
      };
    },
    XMLHttpRequest(window) {
      Reflect.deleteProperty(window, "XMLHttpRequest");
    },
    "Storage and WebSocket"(window) {
      Reflect.set(window, "Storage", undefined);
      Reflect.set(window, "WebSocket", undefined);
    },
    "every prototype, which it has frozen"(window) {
      for (const name of ["Node", "Element", "Document", "Range", "HTMLIFrameElement", "HTMLScriptElement"]) {
        Object.freeze((Reflect.get(window, name) as { prototype: object }).prototype);
      }
    },
  };
  test.each(Object.keys(breakages))(
    "(%s) is still guarded where it can be, and not once all is allowed",
    async (name) => {
      const page = await openGuardedPage({ before: breakages[name] ?? (() => {}) });
      expect(page.window.navigator.sendBeacon("https://ads.invalid/")).toBe(false);
      await expect(page.window.fetch("https://ads.invalid/")).rejects.toThrow();
      page.allow("functional", "analytics", "marketing", "maps");
      expect(page.window.navigator.sendBeacon("https://ads.invalid/")).toBe(true);
      const box = page.document.body;
      box.innerHTML = FRAME;
      expect(box.innerHTML).toBe(FRAME);
    },
  );
});

describe("a page that demands Trusted Types", () => {
  const demand = (window: Root) => {
    const meta = window.document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = "require-trusted-types-for 'script'";
    window.document.head.append(meta);
  };
  const read = (window: Root) => Reflect.get(window, "trustedTypes") as TrustedTypes;

  test("D17: is refused the texts that it would be refused without us, and keeps what it had", async () => {
    const page = await openGuardedPage({ before: demand });
    const { body } = page.document;
    body.append("kept");
    expect(() => {
      body.innerHTML = FRAME;
    }).toThrow(page.window.TypeError);
    expect(() => body.insertAdjacentHTML("beforeend", FRAME)).toThrow(page.window.TypeError);
    expect(() => body.insertAdjacentHTML("beforeend", `<x-part>${FRAME}</x-part>`)).toThrow(page.window.TypeError);
    expect([body.textContent, body.childElementCount, page.errors]).toEqual(["kept", 0, []]);
  });

  test("D17: is asked by its default policy once, for what it wrote, and its own trusted markup is guarded too", async () => {
    const page = await openGuardedPage({ before: demand });
    const { body } = page.document;
    const asked: string[][] = [];
    const own = read(page.window).createPolicy("own", { createHTML: (text) => text });
    body.innerHTML = own.createHTML(FRAME);
    expect(body.querySelector("iframe")?.getAttribute("data-src")).toBe("https://ads.invalid/frame");
    read(page.window).createPolicy("default", {
      createHTML(text, ...about) {
        asked.push([text, ...about]);
        return text;
      },
    });
    body.innerHTML = FRAME;
    expect(asked).toEqual([[FRAME, "TrustedHTML", "Element innerHTML"]]);
    expect(body.querySelector("iframe")?.hasAttribute("src")).toBe(false);
    page.allow("marketing");
    await vi.waitFor(() => expect(body.querySelector("iframe")?.getAttribute("src")).toBe("https://ads.invalid/frame"));
    expect(page.errors).toEqual([]);
  });
});

describe("a page that goes on for hours", () => {
  test("and puts blocked elements in thousands of times is neither slowed down much nor filled", async () => {
    const [guarded, free] = [await openGuardedPage(), await openGuardedPage()];
    free.guard.stop();
    const measure = ({ window, document }: GuardedPage, host: string) => {
      const startMs = performance.now();
      for (let turn = 0; turn < 3_000; turn += 1) {
        new window.Image().src = `${host}?${turn}`;
        document.body.innerHTML = `<p><img alt="" src="${host}"></p>`;
        document.body.append(document.createElement("img"));
      }
      return performance.now() - startMs;
    };
    const [guardedMs, freeMs] = [measure(guarded, "https://ads.invalid/"), measure(free, "data:,")];
    expect(guarded.guard.blocked?.().length).toBeLessThanOrEqual(1_000);
    expect(guarded.document.querySelectorAll("img[data-src]")).toHaveLength(1);
    expect(guardedMs).toBeLessThan(freeMs * 4 + 500);
  });

  test("and moves a blocked element about keeps it held, and releases it once", async () => {
    const page = await openGuardedPage();
    const frame = page.document.createElement("iframe");
    const set = vi.spyOn(frame, "setAttribute");
    frame.src = "https://ads.invalid/frame";
    for (let turn = 0; turn < 100; turn += 1) {
      if (turn % 2) frame.remove();
      else page.document.body.append(frame);
    }
    page.document.body.append(frame);
    await settle();
    expect(frame.hasAttribute("src")).toBe(false);
    page.allow("marketing");
    await vi.waitFor(() => expect(frame.getAttribute("src")).toBe("https://ads.invalid/frame"));
    await settle();
    expect(set.mock.calls.filter(([name]) => name === "src")).toHaveLength(1);
  });
});

describe("a visitor", () => {
  // Without it every pixel is a task of its own that other tasks can be told from.
  const withoutScheduler = (window: Root) => Object.defineProperty(window, "scheduler", { value: undefined });
  const fill = (page: GuardedPage, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const pixel = new page.window.Image();
      pixel.src = `https://ads.invalid/pixel?${index}`;
      return pixel;
    });
  const released = (pixels: readonly Element[]) => pixels.filter((pixel) => pixel.hasAttribute("src")).length;

  test("who accepts while hundreds of pixels wait has each sent once, in order, and other tasks run in between", async () => {
    const page = await openGuardedPage({ before: withoutScheduler });
    const pixels = fill(page, 300);
    const order: number[] = [];
    pixels.forEach((pixel, index) => {
      const set = pixel.setAttribute.bind(pixel);
      pixel.setAttribute = (name, value) => {
        if (name === "src") order.push(index);
        set(name, value);
      };
    });
    const seen = new Set<number>();
    const timer = setInterval(() => seen.add(released(pixels)));
    page.allow("marketing");
    expect(released(pixels)).toBe(0);
    await vi.waitFor(() => expect(released(pixels)).toBe(300), 30_000);
    clearInterval(timer);
    expect(order).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(seen.size).toBeGreaterThan(5);
  }, 40_000);

  test("who withdraws while they are being sent stops the rest at once, and may accept again", async () => {
    const page = await openGuardedPage({ before: withoutScheduler });
    const pixels = fill(page, 300);
    page.allow("marketing");
    await vi.waitFor(() => expect(released(pixels)).toBeGreaterThan(5), { interval: 1 });
    page.decide();
    const sent = released(pixels);
    await settle();
    expect([released(pixels), sent < 300]).toEqual([sent, true]);
    page.allow("marketing");
    await vi.waitFor(() => expect(released(pixels)).toBe(300), 30_000);
  }, 40_000);

  test("who accepts and leaves at once has them sent before the page is gone", async () => {
    const page = await openGuardedPage();
    const pixels = fill(page, 50);
    page.window.dispatchEvent(new page.window.PageTransitionEvent("pagehide"));
    page.allow("marketing");
    expect(released(pixels)).toBe(50);
  });
});
