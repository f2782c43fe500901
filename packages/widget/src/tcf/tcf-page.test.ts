import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages } from "../../test/page-kit.ts";
import {
  listen,
  openTcfPage,
  readConsents,
  type TcfPageOptions,
  type TcfTestPage,
  whenAsked,
} from "../../test/tcf-page-kit.ts";

afterEach(closePages);

const isAny = (flags: Record<string, boolean> = {}) => Object.values(flags).includes(true);
/** Lets everything run that follows an act: paint, announcements, files that are there. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

/** A page on which the visitor has answered, with its string. */
async function openAnswered(answer: "Accept all" | "Reject all", options: TcfPageOptions = {}): Promise<TcfTestPage> {
  const page = await openTcfPage(options);
  await whenAsked(page);
  await vi.waitFor(() => expect(page.told.at(-1)?.eventStatus).toBe("cmpuishown"));
  page.press(answer);
  await vi.waitFor(() => expect(page.told.at(-1)?.eventStatus).toBe("useractioncomplete"));
  return page;
}

async function openSettings(page: TcfTestPage): Promise<(name: string) => void> {
  page.api.open();
  await vi.waitFor(() => expect(page.find("[data-part=preferences] [role=switch]")).not.toBeNull());
  return (name) => {
    const buttons = [...(page.find("[data-part=preferences]")?.querySelectorAll("button") ?? [])];
    buttons.find((button) => button.textContent === name)?.click();
  };
}

describe("a page under the TCF", () => {
  test("T25 C17: to agree makes a string with every consent that is asked for, and Google hears it", async () => {
    const page = await openAnswered("Accept all");
    expect(readConsents(page)).toEqual(["1", "3", "4", "7", "8"]);
    expect(page.readAdStorage().at(-1)).toBe("granted");
    expect(page.errors).toEqual([]);
  });

  test("T54: what was chosen in the dialog is not said of a later refusal by the page", async () => {
    const page = await openTcfPage();
    await whenAsked(page);
    const press = await openSettings(page);
    press("Accept all");
    page.api.rejectAll();
    await settle();
    expect(page.api.getSnapshot().choices).toMatchObject({ marketing: false });
    expect(readConsents(page)).toEqual([]);
  });

  test("T54: what was chosen in the dialog and overtaken by another device is not said of the next answer", async () => {
    const page = await openTcfPage();
    await whenAsked(page);
    const press = await openSettings(page);
    press("Accept all");
    const { store, replace } = page.readHost();
    const past = store.past();
    if (!past) throw new Error("no choice");
    replace({ ...past, method: "import", decidedAtMs: past.decidedAtMs + 1000 });
    await settle();
    page.api.rejectAll();
    await settle();
    expect(readConsents(page)).toEqual([]);
  });

  test("T70: what a neighbouring host wrote into our cookie sends the browser nowhere else", async () => {
    (await openAnswered("Accept all")).close();
    const text = localStorage.getItem("cookiehub_tcf") ?? "";
    localStorage.setItem("cookiehub_tcf", text.replace(/~\/tcf\/[\w-]+/, "~munity/x"));
    const page = await openTcfPage();
    await settle();
    expect(page.fetched.filter((url) => !url.startsWith("https://cookiehub.invalid/"))).toEqual([]);
  });
});
