import { createElement, type ReactNode, StrictMode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server.browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { countListeners, leaveHeadless, startHeadless } from "../test/headless-page.ts";
import { ConsentGate, useConsent, useIsAllowed } from "./react.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";

let root: Root | undefined;
let box: HTMLElement;
let renders = 0;

function Status(): ReactNode {
  const { decided, status } = useConsent();
  return createElement("p", null, decided ? status : "undecided");
}

function Answer({ id }: { readonly id: string }): ReactNode {
  renders += 1;
  return createElement("b", null, useIsAllowed(id) ? "yes" : "no");
}

const gate = (marks: { category?: string; service?: string }) =>
  createElement(
    ConsentGate,
    { ...marks, fallback: createElement("i", null, "held") },
    createElement("u", null, "shown"),
  );

const app = () =>
  createElement(
    "div",
    null,
    createElement(Status),
    createElement(Answer, { id: "marketing" }),
    gate({ category: "marketing" }),
  );

const mount = (node: ReactNode) => {
  root = createRoot(box);
  root.render(node);
};

beforeEach(() => {
  box = document.createElement("div");
  document.body.append(box);
  renders = 0;
});

afterEach(() => {
  root?.unmount();
  root = undefined;
  leaveHeadless();
});

describe("the React binding", () => {
  test("renders what holds, and again after each decision", async () => {
    const cookiehub = startHeadless();
    mount(app());
    await vi.waitFor(() => expect(box.textContent).toBe("undecidednoheld"));
    cookiehub.acceptAll();
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
    cookiehub.rejectAll();
    await vi.waitFor(() => expect(box.textContent).toBe("nonenoheld"));
  });

  test("follows a widget that starts after it", async () => {
    mount(app());
    await vi.waitFor(() => expect(box.textContent).toBe("undecidednoheld"));
    startHeadless().acceptAll();
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
  });

  test("answers one id without rendering again for the others", async () => {
    const cookiehub = startHeadless();
    mount(createElement(Answer, { id: "marketing" }));
    await vi.waitFor(() => expect(box.textContent).toBe("no"));
    const change = vi.fn();
    cookiehub.on("change", change);
    cookiehub.save({ analytics: true });
    await vi.waitFor(() => expect(change).toHaveBeenCalled());
    cookiehub.save({ marketing: true });
    await vi.waitFor(() => expect(box.textContent).toBe("yes"));
    expect(renders).toBe(2);
  });

  test.each([
    [{ category: "marketing" }, "held"],
    [{ category: "analytics" }, "shown"],
    [{ category: "analytics marketing" }, "held"],
    [{ category: "analytics essential" }, "shown"],
    [{ category: "analytics", service: "unknown" }, "held"],
    [{ service: "analytics" }, "held"],
    [{ category: "constructor" }, "held"],
    [{ category: " " }, "held"],
    [{}, "held"],
  ])("with analytics allowed a gate of %j is %s", async (marks, expected) => {
    startHeadless().save({ analytics: true });
    mount(gate(marks));
    await vi.waitFor(() => expect(box.textContent).toBe(expected));
  });

  test("shows nothing while closed where there is no fallback", async () => {
    startHeadless();
    mount(createElement("p", null, createElement(ConsentGate, { category: "marketing" }, "shown"), "end"));
    await vi.waitFor(() => expect(box.textContent).toBe("end"));
  });

  test("holds no listener when it has gone, also after the double mount of StrictMode", async () => {
    const cookiehub = startHeadless();
    const countOpen = countListeners(cookiehub);
    mount(createElement(StrictMode, null, app()));
    await vi.waitFor(() => expect(countOpen()).toBe(3));
    cookiehub.acceptAll();
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
    root?.unmount();
    expect(countOpen()).toBe(0);
  });

  test("gone before the widget starts, it never listens", async () => {
    mount(app());
    await vi.waitFor(() => expect(box.textContent).toBe("undecidednoheld"));
    root?.unmount();
    const subscribe = vi.fn(() => () => {});
    const [waiting = []] = [(window as { cookiehub?: unknown }).cookiehub as ((api: unknown) => void)[]];
    expect(waiting.length).toBeGreaterThan(0);
    for (const entry of waiting) entry({ subscribe, getSnapshot: () => EMPTY_SNAPSHOT });
    expect(subscribe).not.toHaveBeenCalled();
  });

  test("hydrates what the server has rendered without a mismatch, then shows what the visitor allows", async () => {
    startHeadless().acceptAll();
    const html = renderToString(app());
    expect(html).toBe("<div><p>undecided</p><b>no</b><i>held</i></div>");
    box.innerHTML = html;
    const mismatches: unknown[] = [];
    root = hydrateRoot(box, app(), { onRecoverableError: (error) => mismatches.push(error) });
    await vi.waitFor(() => expect(box.textContent).toBe("fullyesshown"));
    expect(mismatches).toEqual([]);
  });
});
