import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

const FRAME = '<iframe src="https://ads.invalid/frame"></iframe>';
// Passes the look at the markup, so that it goes beside the page, and names no blocked host.
const HARMLESS = '<img alt="" src="data:,">';

const part = fc.constantFrom(
  ..."<p> </p> <b> </b> <i> </i> <a href=x> </a> <form> </form> <input name=a> <table> <tr> <td> </td> </table> <select> <option> </select> <svg> <title> </svg> <noscript> </noscript> <template> </template> <custom-a> </custom-a> <li> <br> text &amp; <!--c--> <math> <textarea> </textarea> <body> <script> </script>".split(
    " ",
  ),
);
const markup = fc.array(part, { maxLength: 12 }).map((parts) => parts.join("") + HARMLESS);
const context = fc.constantFrom("div", "p", "table", "tbody", "tr", "select", "ul", "form", "custom-a", "svg", "body");
const way = fc.constantFrom("innerHTML", "outerHTML", "beforebegin", "afterbegin", "beforeend", "afterend");

/** What a page sees of it, and what observers of its nodes are told. */
async function change(window: Window & typeof globalThis, name: string, how: string, html: string, isInForm: boolean) {
  const { document } = window;
  const around = document.createElement(isInForm ? "form" : "section");
  const box = around.appendChild(document.createElement("div"));
  const target =
    name === "svg" ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  target.append("one", document.createElement("u"));
  box.append("before", target, "after");
  document.body.replaceChildren(around);
  const records: string[] = [];
  const observer = new window.MutationObserver(() => {});
  observer.observe(around, { childList: true, subtree: true });
  if (how === "innerHTML" || how === "outerHTML") Reflect.set(target, how, html);
  else target.insertAdjacentHTML(how as InsertPosition, html);
  for (const { target: at, addedNodes, removedNodes } of observer.takeRecords()) {
    // Chromium joins text that outerHTML puts beside text.
    if (how !== "outerHTML") records.push(`${at.nodeName} +${addedNodes.length} -${removedNodes.length}`);
  }
  observer.disconnect();
  return [around.outerHTML, target.isConnected, records];
}

describe("markup", () => {
  test("comes out as the browser alone would have made it, wherever it is put, and observers are told the same", async () => {
    const [guarded, free] = [await openGuardedPage(), await openGuardedPage()];
    free.guard.stop();
    await fc.assert(
      fc.asyncProperty(context, way, markup, fc.boolean(), async (name, how, html, isInForm) => {
        expect(await change(guarded.window, name, how, html, isInForm)).toEqual(
          await change(free.window, name, how, html, isInForm),
        );
      }),
      { numRuns: 500 },
    );
    expect(guarded.errors).toEqual([]);
  });

  test("makes custom elements as the browser alone would: once each, in the page, with what is in them", async () => {
    const [guarded, free] = [await openGuardedPage(), await openGuardedPage()];
    free.guard.stop();
    const [told, expected] = [guarded, free].map(({ window, document }) => {
      const seen: string[] = [];
      class Part extends window.HTMLElement {
        constructor() {
          super();
          seen.push(`made ${this.isConnected} ${this.childElementCount}`);
        }
        connectedCallback() {
          seen.push(`connected ${this.childElementCount}`);
        }
      }
      window.customElements.define("x-part", Part);
      const outer = document.body.appendChild(document.createElement("x-part"));
      outer.innerHTML = `<x-part>${HARMLESS}</x-part>`;
      outer.insertAdjacentHTML("afterend", `<x-part>${HARMLESS}</x-part>`);
      outer.outerHTML = `<p><x-part>${HARMLESS}</x-part></p>`;
      return seen;
    });
    expect(told).toEqual(expected);
  });

  test.each(["p", "x-part"])("with a handler in it (%s) hears of events", async (name) => {
    const { document, window } = await openGuardedPage();
    document.body.innerHTML = `<${name} onclick="ran.push(event.type)">${HARMLESS}</${name}>`;
    document.querySelector<HTMLElement>(name)?.click();
    expect(window.ran).toEqual(["click"]);
  });

  test("of scripts does not run, now or after consent; that of a fragment of a range does, after consent", async () => {
    const page = await openGuardedPage();
    page.document.body.innerHTML = `<script src="https://ads.invalid/dead.js"></script>${FRAME}`;
    page.document.body.append(
      page.document.createRange().createContextualFragment('<script src="https://ads.invalid/tag.js"></script>'),
    );
    page.allow("marketing");
    await vi.waitFor(() =>
      expect(page.requests().sort()).toEqual(["https://ads.invalid/frame", "https://ads.invalid/tag.js"]),
    );
  });

  test("in documents beside the page, which sanitizers read, stays as it is", async () => {
    const { document, window } = await openGuardedPage();
    const other = document.implementation.createHTMLDocument();
    other.body.innerHTML = FRAME;
    const parsed = new window.DOMParser().parseFromString(FRAME, "text/html");
    const template = document.createElement("template");
    template.innerHTML = FRAME;
    expect([other.body.innerHTML, parsed.body.innerHTML, template.innerHTML]).toEqual([FRAME, FRAME, FRAME]);
  });

  test("that cannot be put in throws what the browser throws, and changes nothing", async () => {
    const { document, window, errors } = await openGuardedPage();
    const before = document.documentElement.outerHTML;
    expect(() => {
      document.documentElement.outerHTML = FRAME;
    }).toThrow(window.DOMException);
    expect(() => document.body.insertAdjacentHTML("nowhere" as InsertPosition, FRAME)).toThrow(window.DOMException);
    expect(() => document.documentElement.insertAdjacentHTML("beforebegin", FRAME)).toThrow(window.DOMException);
    const alone = document.createElement("p");
    alone.outerHTML = FRAME;
    expect([document.documentElement.outerHTML, alone.outerHTML, errors]).toEqual([before, "<p></p>", []]);
  });

  test("is the browser's alone once everything is allowed", async () => {
    const page = await openGuardedPage();
    page.allow("functional", "analytics", "marketing", "maps");
    page.document.body.innerHTML = FRAME;
    expect(page.document.body.innerHTML).toBe(FRAME);
  });
});
