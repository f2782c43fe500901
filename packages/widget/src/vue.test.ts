import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type App, createApp, createSSRApp, effectScope, h, ref } from "vue";
import { renderToString } from "vue/server-renderer";
import { countListeners, leaveHeadless, startHeadless } from "../test/headless-page.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";
import { ConsentGate, type ConsentGateProps, consentPlugin, useConsent, useIsAllowed } from "./vue.ts";

let app: App | undefined;
let box: HTMLElement;

const gate = (marks: ConsentGateProps) =>
  h(ConsentGate, marks, { default: () => h("u", "shown"), fallback: () => h("i", "held") });

const Shop = {
  setup() {
    const consent = useConsent();
    const isAllowed = useIsAllowed("marketing");
    return () =>
      h("div", [
        h("p", consent.value.decided ? consent.value.status : "undecided"),
        h("b", isAllowed.value ? "yes" : "no"),
        gate({ category: "marketing" }),
      ]);
  },
};

const mount = (component: object) => {
  app = createApp(component);
  app.mount(box);
};

beforeEach(() => {
  box = document.createElement("div");
  document.body.append(box);
});

afterEach(() => {
  app?.unmount();
  app = undefined;
  leaveHeadless();
});

describe("the Vue binding", () => {
  test("renders what holds, and again after each decision", async () => {
    const cookiehub = startHeadless();
    mount(Shop);
    await vi.waitFor(() => expect(box.textContent).toBe("undecidednoheld"));
    cookiehub.acceptAll();
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
    cookiehub.rejectAll();
    await vi.waitFor(() => expect(box.textContent).toBe("nonenoheld"));
  });

  test("follows a widget that starts after it", async () => {
    mount(Shop);
    startHeadless().acceptAll();
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
  });

  test("reads a widget that starts after it at once, not at its next change", async () => {
    mount(Shop);
    const page = window as { cookiehub?: unknown };
    const waiting = page.cookiehub as ((api: unknown) => void)[];
    const widget = { getSnapshot: () => ({ ...EMPTY_SNAPSHOT, decided: true }), subscribe: () => () => {} };
    page.cookiehub = widget;
    for (const entry of waiting) entry(widget);
    await vi.waitFor(() => expect(box.textContent).toBe("nonenoheld"));
  });

  test("an id that changes is answered anew", async () => {
    startHeadless().save({ analytics: true });
    const id = ref("marketing");
    mount({
      setup() {
        const isAllowed = useIsAllowed(id);
        return () => (isAllowed.value ? "yes" : "no");
      },
    });
    await vi.waitFor(() => expect(box.textContent).toBe("no"));
    id.value = "analytics";
    await vi.waitFor(() => expect(box.textContent).toBe("yes"));
  });

  test.each([
    [{ category: "marketing" }, "held"],
    [{ category: "analytics" }, "shown"],
    [{ category: "analytics marketing" }, "held"],
    [{ service: "analytics" }, "held"],
    [{}, "held"],
  ])("with analytics allowed a gate of %j is %s", async (marks, expected) => {
    startHeadless().save({ analytics: true });
    mount({ render: () => gate(marks) });
    await vi.waitFor(() => expect(box.textContent).toBe(expected));
  });

  test("its plugin knows the gate by its name", async () => {
    startHeadless().acceptAll();
    app = createApp({
      render: () => h(app?.component("ConsentGate") ?? "s", { category: "marketing" }, () => "shown"),
    });
    app.use(consentPlugin);
    app.mount(box);
    await vi.waitFor(() => expect(box.textContent).toBe("shown"));
  });

  test("holds no listener when its component, or the scope it was called in, has gone", async () => {
    const cookiehub = startHeadless();
    const countOpen = countListeners(cookiehub);
    mount(Shop);
    const scope = effectScope();
    const consent = scope.run(useConsent);
    await vi.waitFor(() => expect(countOpen()).toBe(4));
    cookiehub.acceptAll();
    await vi.waitFor(() => expect(consent?.value.decided).toBe(true));
    scope.stop();
    app?.unmount();
    app = undefined;
    expect(countOpen()).toBe(0);
  });

  test("hydrates what the server has rendered without a mismatch, then shows what the visitor allows", async () => {
    startHeadless().acceptAll();
    const html = await renderToString(createSSRApp(Shop));
    expect(html).toBe("<div><p>undecided</p><b>no</b><!--[--><i>held</i><!--]--></div>");
    box.innerHTML = html;
    const warn = vi.spyOn(console, "warn");
    const error = vi.spyOn(console, "error");
    app = createSSRApp(Shop);
    app.mount(box);
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
    expect([...warn.mock.calls, ...error.mock.calls]).toEqual([]);
    vi.restoreAllMocks();
  });
});
