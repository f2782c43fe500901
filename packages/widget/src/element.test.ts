import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { leaveHeadless, startHeadless } from "../test/headless-page.ts";
import { SETTINGS_ELEMENT } from "./element.ts";

const create = (text = "Cookies") => {
  const element = document.createElement(SETTINGS_ELEMENT);
  element.textContent = text;
  document.body.append(element);
  return element;
};
const watchOpen = () => {
  const cookiehub = startHeadless();
  return vi.spyOn(cookiehub, "open");
};

afterEach(() => {
  vi.restoreAllMocks();
  leaveHeadless();
});

describe("<cookiehub-settings>", () => {
  test("opens the preferences by a press, a script, Enter and Space, and takes the focus back", async () => {
    const open = watchOpen();
    const element = create();
    element.click();
    await userEvent.click(element);
    expect(open).toHaveBeenCalledTimes(2);
    element.focus();
    expect(document.activeElement).toBe(element);
    await userEvent.keyboard("{Enter}");
    await userEvent.keyboard(" ");
    expect(open).toHaveBeenCalledTimes(4);
  });

  test("pressed before the widget has started, it opens them then", async () => {
    await userEvent.click(create());
    const opened: unknown[] = [];
    const queue = (window as { cookiehub?: unknown }).cookiehub as ((api: unknown) => void)[];
    for (const entry of queue) entry({ open: () => opened.push(1) });
    expect(opened).toEqual([1]);
  });

  test("inside a form it sends nothing", async () => {
    watchOpen();
    const form = document.createElement("form");
    const onSubmit = vi.fn((event: Event) => event.preventDefault());
    form.addEventListener("submit", onSubmit);
    document.body.append(form);
    form.append(create());
    await userEvent.click(form.children[0] as Element);
    expect(onSubmit).not.toHaveBeenCalled();
  });

  test("is a button with the page's own words, or with ours where there are none", () => {
    const button = (element: Element) => element.shadowRoot?.querySelector("button");
    expect(button(create())?.matches("[type=button][part=button][aria-haspopup=dialog]")).toBe(true);
    const empty = document.createElement(SETTINGS_ELEMENT);
    document.body.append(empty);
    expect(button(empty)?.textContent).toBe("Privacy settings");
  });

  test("survives being moved, and a second copy of its module", async () => {
    const element = create();
    document.body.prepend(element);
    expect(element.shadowRoot?.querySelectorAll("button")).toHaveLength(1);
    const definition = customElements.get(SETTINGS_ELEMENT);
    await import(/* @vite-ignore */ `${new URL("./element.ts", import.meta.url).href}?copy=2`);
    expect(customElements.get(SETTINGS_ELEMENT)).toBe(definition);
  });
});
