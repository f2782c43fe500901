import { afterEach, describe, expect, test } from "vitest";
import { closePages } from "../../test/page-kit.ts";
import {
  listen,
  openTcfPage,
  readConsents,
  type TcfPageOptions,
  type TcfTestPage,
  until,
  whenAsked,
} from "../../test/tcf-page-kit.ts";

afterEach(closePages);

const isAny = (flags: Record<string, boolean> = {}) => Object.values(flags).includes(true);
/** Lets happen what should not: paints, announcements, turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
}

/** A page on which the visitor has answered, with its string. */
async function openAnswered(answer: "Accept all" | "Reject all", options: TcfPageOptions = {}): Promise<TcfTestPage> {
  const page = await openTcfPage(options);
  await whenAsked(page);
  await until(() => expect(page.told.at(-1)?.eventStatus).toBe("cmpuishown"));
  page.press(answer);
  await until(() => expect(page.told.at(-1)?.eventStatus).toBe("useractioncomplete"));
  return page;
}

async function openSettings(page: TcfTestPage): Promise<(name: string) => void> {
  page.api.open();
  await until(() => expect(page.find("[data-part=preferences] [role=switch]")).not.toBeNull());
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

  test("T66 C17: a withdrawal is heard at once, also while the list of vendors is on its way", async () => {
    (await openAnswered("Accept all")).close();
    const page = await openTcfPage({ list: "hanging" });
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("tcloaded"));
    page.api.show();
    await whenAsked(page);
    page.press("Reject all");
    await until(() => {
      expect(readConsents(page)).toBeNull();
      expect(page.readAdStorage()).toEqual(["granted", "denied"]);
    });
    page.release();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("useractioncomplete"));
    expect(readConsents(page)).toEqual([]);
    expect(page.readAdStorage()).toEqual(["granted", "denied"]);
  });

  test("C17: no update to Google in between says yes after a refusal", async () => {
    const page = await openAnswered("Accept all");
    page.api.rejectAll();
    await until(() => expect(readConsents(page)).toEqual([]));
    expect(page.readAdStorage().slice(page.readAdStorage().indexOf("granted"))).toEqual(["granted", "denied"]);
  });

  test("T54: what was chosen in the dialog is not said of a later refusal by the page", async () => {
    const page = await openTcfPage();
    await whenAsked(page);
    const press = await openSettings(page);
    press("Accept all");
    page.api.rejectAll();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("useractioncomplete"));
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
    const heard = page.told.length;
    page.api.rejectAll();
    await until(() => expect(page.told.length).toBeGreaterThan(heard));
    expect(readConsents(page)).toEqual([]);
  });

  test("T67 T68 C17: with a string that counts as absent the choice has run out: nothing runs, Google hears no, and the visitor is asked", async () => {
    (await openAnswered("Accept all")).close();
    const page = await openTcfPage({ cmpId: 4094 });
    await whenAsked(page);
    await until(() => expect(page.readAdStorage().at(-1)).toBe("denied"));
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner", choices: { marketing: false } });
    expect(page.errors).toEqual([]);
  });

  test("T58: who objected and is asked again is not said to have no objection", async () => {
    (await openAnswered("Reject all")).close();
    const page = await openTcfPage({ config: { policy_version: "2027-01" } });
    await whenAsked(page);
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("cmpuishown"));
    const { purpose, vendor } = page.told.at(-1) ?? {};
    expect([purpose?.consents, purpose?.legitimateInterests].map(isAny)).toEqual([false, false]);
    expect([vendor?.consents, vendor?.legitimateInterests].map(isAny)).toEqual([false, false]);
    expect(Object.keys(vendor?.disclosedVendors ?? {})).toEqual(["1", "2", "3"]);
  });

  test("C17 T14: nor where the file that makes strings is late: no consent is told, by whatever string, until it is there", async () => {
    const page = await openTcfPage({ asking: "hanging" });
    await until(() => expect(page.find("[data-part=banner]")).not.toBeNull());
    page.press("Accept all");
    await until(() => expect(page.readAdStorage()).toEqual(["denied"]));
    expect(page.told.every(({ tcString }) => !tcString)).toBe(true);
    page.release();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBeDefined());
    expect(readConsents(page)).toEqual([]);
    expect(page.readAdStorage()).toEqual(["denied"]);
  });

  test("who comes back with a string loads nothing of what a choice is made with", async () => {
    const first = await openAnswered("Accept all");
    expect(first.loaded).toContain("tcf-asking");
    first.close();
    const page = await openTcfPage();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("tcloaded"));
    await settle();
    expect(page.loaded).not.toContain("tcf-asking");
    expect(page.fetched.filter((url) => url.includes("/tcf/"))).toEqual([]);
  });

  test("T58: nor do the settings forget it, whatever is saved in them", async () => {
    (await openAnswered("Reject all")).close();
    const page = await openTcfPage({ config: { policy_version: "2027-01" }, settings: { reject_objects: false } });
    await whenAsked(page);
    const press = await openSettings(page);
    press("Save my choice");
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("useractioncomplete"));
    expect(isAny(page.told.at(-1)?.vendor?.legitimateInterests)).toBe(false);
  });

  test("C17 T14: who agrees before the rest is there is not said to Google to have agreed: nobody was named to them", async () => {
    const page = await openTcfPage({ chunk: "hanging" });
    await until(() => expect(page.find("[data-part=banner]")).not.toBeNull());
    page.press("Accept all");
    await until(() => expect(page.readAdStorage()).toEqual(["denied"]));
    page.release();
    await listen(page);
    await until(() => expect(page.told.at(-1)?.eventStatus).toBeDefined());
    expect(readConsents(page)).toEqual([]);
    expect(page.readAdStorage()).toEqual(["denied"]);
  });

  test.each(["chunk", "asking", "list"] as const)(
    "T68: who refused is not asked on every page where the %s cannot be had",
    async (part) => {
      const first = await openTcfPage({ [part]: "missing" });
      await until(() => expect(first.find("[data-part=banner]")).not.toBeNull());
      first.press("Reject all");
      await until(() => expect(first.api.getSnapshot().decided).toBe(true));
      first.close();
      const next = await openTcfPage({ [part]: "missing" });
      await settle();
      expect(next.api.getSnapshot()).toMatchObject({ decided: true, view: "none", choices: { marketing: false } });
      next.close();
      const whole = await openTcfPage();
      await until(() => expect(whole.told.at(-1)?.eventStatus).toBe("tcloaded"));
      expect(readConsents(whole)).toEqual([]);
      expect(whole.find("[data-part=banner]")).toBeNull();
    },
  );

  test("T53 C17: a choice that came from elsewhere has no string here, also one of the same second", async () => {
    const page = await openAnswered("Accept all");
    const { store, replace } = page.readHost();
    const past = store.past();
    if (!past) throw new Error("no choice");
    replace({ ...past, method: "import", granted: [], denied: [...past.granted] });
    await until(() => {
      expect(page.api.getSnapshot().choices).toMatchObject({ marketing: false });
      expect(readConsents(page) ?? []).toEqual([]);
      expect(page.readAdStorage().at(-1)).toBe("denied");
    });
  });

  test("T70: what a neighbouring host wrote into our cookie sends the browser nowhere else", async () => {
    (await openAnswered("Accept all")).close();
    const text = localStorage.getItem("cookiehub_tcf") ?? "";
    localStorage.setItem("cookiehub_tcf", text.replace(/~\/tcf\/[\w-]+/, "~munity/x"));
    const page = await openTcfPage();
    await settle();
    expect(page.fetched.filter((url) => !url.startsWith("https://cookiehub.invalid/"))).toEqual([]);
  });

  test("T68: a string of another time beside that of the choice does not hide it", async () => {
    (await openAnswered("Accept all")).close();
    // biome-ignore lint/suspicious/noDocumentCookie: as another host of the site can write it
    document.cookie = "cookiehub_tcf=1~99999999999000~AAAA~/tcf/1-a~000; Path=/";
    const page = await openTcfPage();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("tcloaded"));
    expect(page.api.getSnapshot().decided).toBe(true);
  });

  test("T58 T62 T66: a decision on a page that showed nobody keeps who was shown, and what was objected to", async () => {
    (await openAnswered("Reject all")).close();
    const page = await openTcfPage();
    await until(() => expect(page.told.at(-1)?.eventStatus).toBe("tcloaded"));
    const heard = page.told.length;
    page.api.save({ analytics: true, marketing: true, functional: true });
    // Until its string is there, nothing is told.
    await until(() => expect(page.told.slice(heard).some(({ tcString }) => tcString)).toBe(true));
    const { purpose, vendor } = page.told.at(-1) ?? {};
    expect([purpose?.consents, vendor?.consents, vendor?.legitimateInterests].map(isAny)).toEqual([
      false,
      false,
      false,
    ]);
    expect(Object.keys(vendor?.disclosedVendors ?? {})).toEqual(["1", "2", "3"]);
  });

  test("a page that opens while the string of another tab's choice is made takes nothing from that choice", async () => {
    const page = await openTcfPage({ list: "hanging" });
    await whenAsked(page);
    page.press("Accept all");
    await until(() => expect(page.api.getSnapshot().decided).toBe(true));
    const other = await openTcfPage();
    await settle();
    expect(other.find("[data-part=banner]")).toBeNull();
    expect(readConsents(other)).toBeNull();
    expect(other.readAdStorage().at(-1)).toBe("denied");
    page.release();
    await until(() => expect(readConsents(page)).toEqual(["1", "3", "4", "7", "8"]));
    expect([page, other].map(({ api }) => api.getSnapshot().decided)).toEqual([true, true]);
  });

  test("a choice that came from elsewhere stands without a string, and asks nobody on every page", async () => {
    const first = await openAnswered("Accept all");
    const { store, replace } = first.readHost();
    const past = store.past();
    if (!past) throw new Error("no choice");
    replace({ ...past, method: "import", decidedAtMs: past.decidedAtMs - 86_400_000 });
    await until(() => expect(readConsents(first)).toBeNull());
    first.close();
    const page = await openTcfPage();
    await settle();
    expect(page.api.getSnapshot()).toMatchObject({ decided: true, view: "none", choices: { marketing: true } });
    expect(readConsents(page)).toBeNull();
    expect(page.readAdStorage().at(-1)).toBe("denied");
  });
});
