import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, type GuardedPage, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

type Root = GuardedPage["window"];

/** Everything that the guard may touch. */
const toOwners = (window: Root): object[] => [
  window,
  window.Navigator.prototype,
  window.Document.prototype,
  window.Node.prototype,
  window.Element.prototype,
  window.DocumentFragment.prototype,
  window.Storage.prototype,
  window.XMLHttpRequest.prototype,
  ...[window.WebSocket, window.EventSource, window.Worker, window.SharedWorker].map(({ prototype }) => prototype),
  ...["Script", "IFrame", "Image", "Media", "Video", "Audio", "Source", "Link", "Object", "Embed"].map(
    (name) => (Reflect.get(window, `HTML${name}Element`) as { prototype: object }).prototype,
  ),
];
const read = (window: Root) => toOwners(window).map((owner) => Object.getOwnPropertyDescriptors(owner));

describe("the way back", () => {
  test("puts every descriptor back exactly as it was", async () => {
    let before: ReturnType<typeof read> = [];
    const page = await openGuardedPage({
      before(window) {
        before = read(window);
      },
    });
    expect(read(page.window)).not.toEqual(before);
    page.guard.stop();
    read(page.window).forEach((after, index) => {
      for (const key of Reflect.ownKeys(after)) {
        if (key === "event") continue;
        const [was, is] = [before[index], after].map((all) => Reflect.get(all ?? {}, key) as PropertyDescriptor);
        for (const part of ["value", "get", "set"] as const) {
          expect([key, part, Object.is(is?.[part], was?.[part])]).toEqual([key, part, true]);
        }
        expect([is?.writable, is?.enumerable, is?.configurable]).toEqual([
          was?.writable,
          was?.enumerable,
          was?.configurable,
        ]);
      }
      expect(Reflect.ownKeys(after)).toEqual(Reflect.ownKeys(before[index] ?? {}));
    });
  });

  test("leaves alone what the page has put over ours, and lets it pass through", async () => {
    const page = await openGuardedPage();
    const { window } = page;
    const ours = window.navigator.sendBeacon;
    const theirs = vi.fn(function (this: Navigator, url: string) {
      return ours.call(this, url);
    });
    Object.defineProperty(window.Navigator.prototype, "sendBeacon", { value: theirs, configurable: true });
    expect(window.navigator.sendBeacon("https://ads.invalid/")).toBe(false);
    page.guard.stop();
    expect(window.navigator.sendBeacon).toBe(theirs);
    expect(window.navigator.sendBeacon("https://ads.invalid/")).toBe(true);
  });
});

describe("what is patched", () => {
  test("keeps name, length, native text, statics, instanceof and constructor", async () => {
    let before: (readonly [string, number])[] = [];
    const list = (window: Root) => [
      window.fetch,
      window.WebSocket,
      window.EventSource,
      window.Worker,
      window.navigator.sendBeacon,
      window.XMLHttpRequest.prototype.send,
      window.Node.prototype.appendChild,
      window.HTMLScriptElement.prototype.setAttribute,
      Object.getOwnPropertyDescriptor(window.HTMLScriptElement.prototype, "src")?.set as () => void,
    ];
    const page = await openGuardedPage({
      before(window) {
        before = list(window).map(({ name, length }) => [name, length]);
      },
    });
    const { window } = page;
    expect(list(window).map(({ name, length }) => [name, length])).toEqual(before);
    for (const callable of list(window)) expect(Function.prototype.toString.call(callable)).toContain("[native code]");
    expect(window.WebSocket.OPEN).toBe(1);
    expect(window.WebSocket.prototype.constructor).toBe(window.WebSocket);
  });

  test("can be subclassed, refused or not", async () => {
    const page = await openGuardedPage();
    class Socket extends page.window.WebSocket {
      hello = "hello";
    }
    class Xhr extends page.window.XMLHttpRequest {
      opened: string[] = [];
      override open(method: string, url: string): void {
        this.opened.push(url);
        super.open(method, url);
      }
    }
    const socket = new Socket("wss://ads.invalid/");
    expect([socket instanceof Socket, socket instanceof page.window.WebSocket, socket.hello]).toEqual([
      true,
      true,
      "hello",
    ]);
    const xhr = new Xhr();
    const onError = vi.fn();
    xhr.onerror = onError;
    xhr.open("GET", "https://ads.invalid/");
    xhr.send();
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect([xhr.opened, page.requests()]).toEqual([["https://ads.invalid/"], []]);
    expect(() => Reflect.apply(page.window.WebSocket, undefined, ["wss://ads.invalid/"])).toThrow(
      page.window.TypeError,
    );
  });

  test("throws what the browser throws for what it is not meant for", async () => {
    const { window, errors } = await openGuardedPage();
    const hostile = {
      toString() {
        throw new window.RangeError("no");
      },
    };
    await expect(window.fetch(hostile as never)).rejects.toThrow("no");
    expect(() => new window.WebSocket(hostile as never)).toThrow("no");
    expect(() => window.document.body.appendChild(null as never)).toThrow(window.TypeError);
    expect(() => window.document.body.append(window.document)).toThrow(window.DOMException);
    expect(errors).toEqual([]);
  });
});

describe("a page that has changed the browser itself", () => {
  test("before us: its fetch is asked for what passes, and for nothing else", async () => {
    const asked: unknown[] = [];
    const page = await openGuardedPage({
      before(window) {
        window.fetch = async (input) => {
          asked.push(input);
          return new window.Response("own");
        };
      },
    });
    expect(await (await page.window.fetch("https://other.invalid/")).text()).toBe("own");
    await expect(page.window.fetch("https://ads.invalid/")).rejects.toThrow();
    expect(asked).toEqual(["https://other.invalid/"]);
  });

  test("after us: what it hands on is judged", async () => {
    const page = await openGuardedPage();
    const { fetch, Element } = page.window;
    page.window.fetch = (input, init) => fetch(input, init);
    await expect(page.window.fetch("https://ads.invalid/")).rejects.toThrow();
    const seen: string[] = [];
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      seen.push(`${this.localName} ${name}`);
      setAttribute.call(this, name, value);
    };
    page.document.createElement("iframe").setAttribute("title", "x");
    expect(seen).toEqual(["iframe title"]);
  });

  test("that froze its prototypes works on, and what can be guarded is", async () => {
    const page = await openGuardedPage({
      before(window) {
        for (const { prototype } of [window.XMLHttpRequest, window.Navigator, window.HTMLImageElement, window.Node]) {
          Object.freeze(prototype);
        }
      },
    });
    page.document.body.appendChild(page.document.createElement("p"));
    await expect(page.window.fetch("https://ads.invalid/")).rejects.toThrow();
    page.guard.stop();
    expect(page.errors).toEqual([]);
  });

  test("with elements named like members of the document is not fooled about where it is", async () => {
    const page = await openGuardedPage({
      html: '<img name="baseURI" alt=""><form><input name="querySelectorAll"><input name="localName"></form>',
    });
    expect(page.window.navigator.sendBeacon("https://ads.invalid/")).toBe(false);
    expect(page.window.navigator.sendBeacon("/own")).toBe(true);
    const form = page.document.querySelector("form") as HTMLFormElement;
    form.remove();
    page.document.body.append(form);
    expect(form.isConnected).toBe(true);
  });

  test("whose own code throws inside is told so by its own error alone", async () => {
    const page = await openGuardedPage();
    page.window.Map.prototype.get = () => {
      throw new Error("broken");
    };
    const image = page.document.createElement("img");
    expect(() => {
      image.src = "https://ads.invalid/a.png";
    }).not.toThrow();
  });
});
