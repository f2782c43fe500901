import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { closeTcf, openTcf, type TcfDialog } from "../../test/tcf-dialog.ts";
import { createTcfFiles } from "../../test/tcf-dialog-kit.ts";

beforeEach(() => page.viewport(900, 800));
afterEach(closeTcf);

const files = createTcfFiles(1500);
const shown = files.list.vendors.filter(({ deletedDate }) => deletedDate === undefined);
const few = createTcfFiles(30);
const open = (of = files, tcf: NonNullable<Parameters<typeof openTcf>[1]>["tcf"] = {}) =>
  openTcf(of, { tcf: { view: "vendors", ...tcf } });
const rows = (dialog: TcfDialog) => dialog.all(".ch-window > li");
const places = (dialog: TcfDialog) => rows(dialog).map((row) => Number(row.getAttribute("aria-posinset")));
const status = (dialog: TcfDialog) => dialog.find(".ch-tools [role=status]").textContent;
const input = (dialog: TcfDialog) => dialog.find("input") as HTMLInputElement;
const isInSight = (element: Element | null | undefined, dialog: TcfDialog) => {
  const area = dialog.find(".ch-vendors").getBoundingClientRect();
  const box = element?.getBoundingClientRect();
  return box !== undefined && box.top >= area.top - 1 && box.bottom <= area.bottom + 1;
};

function search(dialog: TcfDialog, text: string): void {
  input(dialog).value = text;
  input(dialog).dispatchEvent(new Event("input"));
}

async function scrollTo(dialog: TcfDialog, top: number): Promise<void> {
  dialog.find(".ch-vendors").scrollTop = top;
  await vi.waitFor(() => expect(rows(dialog).some((row) => isInSight(row, dialog))).toBe(true));
}

describe("1,500 vendors", () => {
  test("T84, T91: open with their number said, and with no more rows than are in sight and some around them", async () => {
    const dialog = await open();
    expect(dialog.find("[role=tab][aria-selected=true]").textContent).toBe("Vendors");
    expect(status(dialog)).toBe("1,321 vendors");
    expect(shown).toHaveLength(1321);
    expect(rows(dialog).length).toBeGreaterThan(5);
    expect(rows(dialog).length).toBeLessThan(60);
    expect(rows(dialog)[0]?.getAttribute("aria-setsize")).toBe("1321");
    expect(places(dialog)[0]).toBe(1);
  });

  test("never have more than six rows made in one task, however far is scrolled, whatever is searched for", async () => {
    const dialog = await open();
    const list = dialog.find(".ch-window");
    const area = dialog.find(".ch-vendors");
    await vi.waitFor(() => expect(rows(dialog).length).toBeGreaterThan(8));
    const counts: number[] = [];
    const count = async (act: () => void, isThere: () => boolean) => {
      let isOver = false;
      // Its callback is called once for each task: what was added in it.
      const observer = new MutationObserver((records) =>
        counts.push(new Set(records.flatMap(({ addedNodes }) => [...addedNodes])).size),
      );
      observer.observe(list, { childList: true });
      act();
      while (!isOver) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        isOver = isThere() && rows(dialog).length > 8;
      }
      observer.disconnect();
    };
    await count(
      () => {
        area.scrollTop = 40_000;
      },
      () => (places(dialog)[0] ?? 0) > 400,
    );
    await count(
      () => search(dialog, "vendor 4"),
      () => status(dialog) !== "1,321 vendors",
    );
    await count(
      () => dialog.button("Show all vendors").click(),
      () => status(dialog) === "1,321 vendors",
    );
    expect(Math.max(...counts)).toBe(6);
    expect(rows(dialog).some((row) => isInSight(row, dialog))).toBe(true);
  });

  test("are scrolled through with few rows all the way, and the last one is there at the end", async () => {
    const dialog = await open();
    const area = dialog.find(".ch-vendors");
    for (const part of [0.3, 0.6, 0.9, 1]) await scrollTo(dialog, area.scrollHeight * part);
    await vi.waitFor(() => expect(places(dialog).at(-1)).toBe(1321));
    expect(rows(dialog).length).toBeLessThan(60);
    expect(isInSight(rows(dialog).at(-1), dialog)).toBe(true);
    const tops = rows(dialog).map((row) => row.getBoundingClientRect());
    for (const [index, box] of tops.entries()) {
      if (index > 0) expect(box.top).toBeCloseTo(tops[index - 1]?.bottom ?? 0, 0);
    }
  });

  test("whose rows turn out higher than was thought leave what is seen where it is", async () => {
    await page.viewport(360, 800);
    const dialog = await open();
    const area = dialog.find(".ch-vendors");
    await scrollTo(dialog, 40_000);
    const heights = new Set<number>();
    for (let step = 0; step < 25; step++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      for (const row of rows(dialog)) heights.add(row.offsetHeight);
      const seen = rows(dialog).find((row) => isInSight(row, dialog));
      const before = seen?.getBoundingClientRect().top ?? 0;
      area.scrollTop -= 150;
      area.dispatchEvent(new Event("scroll"));
      expect(seen?.getBoundingClientRect().top).toBeCloseTo(before + 150, 0);
    }
    expect(heights.size).toBeGreaterThan(1);
  });

  test("in a low window still scroll by themselves, with the buttons below them", async () => {
    await page.viewport(500, 400);
    const dialog = await open();
    await vi.waitFor(() => expect(rows(dialog).length).toBeGreaterThan(2));
    expect(rows(dialog).length).toBeLessThan(60);
    const area = dialog.find(".ch-vendors");
    expect(area.clientHeight).toBeLessThan(300);
    await scrollTo(dialog, 50_000);
    expect(places(dialog)[0]).toBeGreaterThan(100);
  });
});

describe("a search", () => {
  test("finds by a part of the name, whatever its case, and says how many to who does not see it", async () => {
    const dialog = await open();
    search(dialog, "VENDOR 77");
    const expected = shown.filter(({ name }) => name.includes("Vendor 77")).length;
    expect(status(dialog)).toBe(`${expected} vendors`);
    expect(dialog.find(".ch-tools [role=status]").role).toBe("status");
    await vi.waitFor(() => expect(rows(dialog)).toHaveLength(expected));
    search(dialog, "nobody at all");
    expect([status(dialog), rows(dialog).length]).toEqual(["0 vendors", 0]);
    dialog.button("Show all vendors").click();
    expect([status(dialog), input(dialog).value]).toEqual(["1,321 vendors", ""]);
  });

  test("T93, T94: answers to all that are listed are answers to those alone, as far as each asks", async () => {
    const dialog = await open(few);
    search(dialog, "vendor 2");
    const listed = few.list.vendors.filter(
      ({ name, deletedDate }) => name.includes("Vendor 2") && deletedDate === undefined,
    );
    dialog.button("Consent: All listed vendors").click();
    dialog.button("Object: All listed vendors").click();
    dialog.button("Save my choice").click();
    const [choice] = dialog.saved[0] ?? [];
    const toIds = (list: typeof listed) => list.map(({ id }) => id);
    expect(choice?.vendorConsents).toEqual(toIds(listed.filter(({ purposes }) => purposes.length > 0)));
    expect(choice?.vendorObjections).toEqual(toIds(listed.filter(({ legIntPurposes }) => legIntPurposes.length > 0)));
    expect(dialog.all(".ch-window [aria-checked=true]")).toHaveLength(choice?.vendorConsents.length ?? -1);
    const [first] = listed.filter(({ purposes }) => purposes.length > 0);
    dialog.button(`Consent: ${first?.name}`).click();
    expect(dialog.button("Consent: All listed vendors").ariaChecked).toBe("false");
  });
});

describe("a vendor", () => {
  test("T64, T93, T94: has a switch where it asks for consent here, an objection where it claims interest, else neither", async () => {
    const restrictions = [{ purposeId: 7, type: 0 as const }];
    const dialog = await open(few, { restrictions });
    for (const { name, purposes, legIntPurposes, deletedDate } of few.list.vendors) {
      search(dialog, name);
      const row = rows(dialog).find((one) => one.querySelector(".ch-cover")?.textContent === name);
      expect(row !== undefined).toBe(deletedDate === undefined);
      if (!row) continue;
      const isAsking = purposes.some((id) => id !== 7);
      const isClaiming = legIntPurposes.some((id) => id !== 7);
      expect(row.querySelector("[role=switch]") !== null, name).toBe(isAsking);
      expect(row.querySelector("[aria-pressed]") !== null, name).toBe(isClaiming);
    }
  });

  test("that was answered stays so when its row leaves the window and comes back", async () => {
    const dialog = await open();
    const row = rows(dialog).find((one) => one.querySelector("[role=switch]"));
    const name = row?.querySelector("[role=switch]")?.getAttribute("aria-label") ?? "";
    dialog.button(name).click();
    (document.activeElement as HTMLElement).blur();
    await scrollTo(dialog, 30_000);
    await vi.waitFor(() => expect(row?.isConnected).toBe(false));
    await scrollTo(dialog, 0);
    await vi.waitFor(() => expect(dialog.button(name).ariaChecked).toBe("true"));
  });
});

describe("the keyboard", () => {
  const focusFirst = (dialog: TcfDialog) => rows(dialog)[0]?.querySelector<HTMLElement>(".ch-cover")?.focus();
  const focused = () => Number(document.activeElement?.closest("li")?.getAttribute("aria-posinset"));

  test("leads to the end of the list and back, a page at a time as well, and the row is in sight", async () => {
    const dialog = await open();
    focusFirst(dialog);
    await userEvent.keyboard("{End}");
    expect(focused()).toBe(1321);
    expect(isInSight(document.activeElement, dialog)).toBe(true);
    await userEvent.keyboard("{PageUp}");
    expect(focused()).toBeGreaterThan(1300);
    expect(focused()).toBeLessThan(1321);
    await userEvent.keyboard("{Home}");
    expect(focused()).toBe(1);
    await userEvent.keyboard("{PageDown}");
    expect(focused()).toBeGreaterThan(2);
    expect(isInSight(document.activeElement, dialog)).toBe(true);
  });

  test("keeps its place when its row is scrolled out of sight, and Tab leads on to the next row", async () => {
    const dialog = await open();
    focusFirst(dialog);
    const own = document.activeElement;
    await scrollTo(dialog, 40_000);
    expect(document.activeElement).toBe(own);
    expect(rows(dialog).length).toBeLessThan(60);
    const [first, second] = rows(dialog);
    expect([first?.contains(own), places(dialog).slice(0, 2)]).toEqual([true, [1, 2]]);
    const last = [...(first?.querySelectorAll("button") ?? [])].at(-1);
    last?.focus({ preventScroll: true });
    await userEvent.keyboard("{Tab}");
    expect(second?.contains(document.activeElement)).toBe(true);
    await vi.waitFor(() => expect(isInSight(document.activeElement, dialog)).toBe(true));
  });

  test("walks through rows by Tab without ever losing its place", async () => {
    const dialog = await open();
    focusFirst(dialog);
    let before = 1;
    for (let press = 0; press < 40; press++) {
      await userEvent.keyboard("{Tab}");
      expect(focused() - before === 0 || focused() - before === 1).toBe(true);
      before = focused();
    }
    expect(before).toBeGreaterThan(10);
    await vi.waitFor(() => expect(isInSight(document.activeElement, dialog)).toBe(true));
  });
});
