import type { CategoryConfig } from "@cookiehub/schemas/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closeTcf, openTcf, type TcfDialog } from "../../test/tcf-dialog.ts";
import { createTcfFiles } from "../../test/tcf-dialog-kit.ts";
import { dialogWords as words } from "../../test/tcf-words.ts";

afterEach(closeTcf);

const files = createTcfFiles(200);
const { texts } = files;
const shown = files.list.vendors.filter(({ deletedDate }) => deletedDate === undefined);
const nameOf = (of: "purposes" | "specialPurposes" | "features" | "specialFeatures", id: number) =>
  texts[of].find((text) => text.id === id)?.name ?? "";
const section = (dialog: TcfDialog, title: string) => dialog.find(`section[aria-label="${title}"]`);
const controls = (root: HTMLElement) => root.querySelectorAll("[role=switch], [aria-pressed]").length;

describe("the purposes", () => {
  test("T93: before a choice every consent is off and nothing is objected to, and saving says exactly that", async () => {
    const dialog = await openTcf(files);
    const states = dialog.all("[aria-checked], [aria-pressed]").map((one) => one.ariaChecked ?? one.ariaPressed);
    expect(states.length).toBeGreaterThan(15);
    expect(new Set(states)).toEqual(new Set(["false"]));
    dialog.button("Save my choice").click();
    expect(dialog.saved).toEqual([
      [
        {
          ...{ purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] },
          ...{ purposeObjections: [], vendorObjections: [] },
        },
        { categories: {}, services: {} },
      ],
    ]);
  });

  test("T93, T94, T59: consent, objection and special features are saved as they were pressed, over what was chosen before", async () => {
    const choice = {
      ...{ purposeConsents: [1, 3], vendorConsents: [shown[0]?.id ?? 0], specialFeatureOptIns: [2] },
      ...{ purposeObjections: [8], vendorObjections: [77_777] },
    };
    const dialog = await openTcf(files, { tcf: { choice } });
    dialog.button(`Consent: ${nameOf("purposes", 1)}`).click();
    dialog.button(`Consent: ${nameOf("purposes", 4)}`).click();
    dialog.button(`Object: ${nameOf("purposes", 2)}`).click();
    dialog.button(`Objected: ${nameOf("purposes", 8)}`).click();
    dialog.button(`Consent: ${nameOf("specialFeatures", 1)}`).click();
    dialog.button("Save my choice").click();
    expect(dialog.saved[0]?.[0]).toEqual({
      ...choice,
      ...{ purposeConsents: [3, 4], specialFeatureOptIns: [1, 2], purposeObjections: [2] },
    });
  });

  test("T92: each says how many vendors ask for consent and how many claim legitimate interest, and leads to them", async () => {
    const dialog = await openTcf(files);
    for (const { id, name } of texts.purposes) {
      const asking = shown.filter(({ purposes }) => purposes.includes(id)).length;
      const claiming = shown.filter(({ legIntPurposes }) => legIntPurposes.includes(id)).length;
      if (asking > 0) dialog.button(`${asking} vendors: ${name}, Consent`);
      if (claiming > 0) dialog.button(`${claiming} vendors: ${name}, Legitimate interest`);
    }
    const claiming = shown.filter(({ legIntPurposes }) => legIntPurposes.includes(7));
    dialog.button(`${claiming.length} vendors: ${nameOf("purposes", 7)}, Legitimate interest`).click();
    expect(dialog.find("[role=tab][aria-selected=true]").textContent).toBe("Vendors");
    expect(document.activeElement?.textContent).toBe("Vendors");
    expect(dialog.find(".ch-tools [role=status]").textContent).toBe(
      `${nameOf("purposes", 7)}, Legitimate interest: ${claiming.length} vendors`,
    );
    expect(dialog.find(".ch-window > li").getAttribute("aria-setsize")).toBe(String(claiming.length));
    dialog.button("Show all vendors").click();
    expect(dialog.find(".ch-tools [role=status]").textContent).toBe(`${shown.length} vendors`);
    expect(document.activeElement).toBe(dialog.find("input"));
  });

  test("T92, T98: open to the official text and its examples, as they are", async () => {
    const purposes = texts.purposes.map((text) => ({ ...text, description: "<img src=x onerror=alert(1)> & so on" }));
    const dialog = await openTcf({ ...files, texts: { ...texts, purposes } });
    const row = section(dialog, words.purposes).querySelector("li");
    const panel = row?.querySelector<HTMLElement>(".ch-inside");
    expect([panel?.hidden, panel?.childElementCount]).toEqual([true, 0]);
    row?.querySelector<HTMLElement>(".ch-cover")?.click();
    expect(panel?.querySelector("p")?.textContent).toBe("<img src=x onerror=alert(1)> & so on");
    expect([...(panel?.querySelectorAll("li") ?? [])].map((item) => item.textContent)).toEqual(
      texts.purposes[0]?.illustrations,
    );
    expect(dialog.all("img")).toEqual([]);
  });

  test("T64: a purpose that the publisher does not allow is not shown, and one moved to consent takes no objection", async () => {
    const dialog = await openTcf(files, {
      tcf: { restrictions: [...[2, 7].map((purposeId) => ({ purposeId, type: 0 as const }))] },
    });
    const text = section(dialog, words.purposes).textContent ?? "";
    expect(text).not.toContain(nameOf("purposes", 7));
    expect(text).toContain(nameOf("purposes", 8));
  });

  test("T50: with its own treatment purpose 1 is not shown", async () => {
    const dialog = await openTcf(files, { tcf: { isPurposeOneTreatment: true } });
    const names = [...section(dialog, words.purposes).querySelectorAll(".ch-cover")].map((one) => one.textContent);
    expect(names).not.toContain(nameOf("purposes", 1));
    expect(names).toContain(nameOf("purposes", 3));
  });
});

describe("what is no purpose", () => {
  test("T60, T95: special purposes have no switch, and it is said that they cannot be objected to", async () => {
    const special = section(await openTcf(files), words.special_purposes);
    expect(controls(special)).toBe(0);
    expect(special.textContent).toContain("You cannot object to these.");
    expect(special.querySelectorAll(".ch-cover")).toHaveLength(3);
  });

  test("T95: special features say that they may also serve special purpose 1, by its official name", async () => {
    const special = section(await openTcf(files), words.special_features);
    expect(special.textContent).toContain(nameOf("specialPurposes", 1));
    expect(controls(special)).toBe(2);
  });

  test("T99: features stand under the standard explanation, without any control", async () => {
    const features = section(await openTcf(files), words.features);
    expect(features.querySelector("p")?.textContent).toBe(texts.standardTexts.features);
    expect(controls(features)).toBe(0);
  });

  test("T96: the tenant's own categories are set apart, with their own switches, and are saved apart", async () => {
    const category: CategoryConfig = {
      ...{ id: "weather", name: "Weather", description: "Shows it.", required: false, sells_data: false, vendors: [] },
      ...{ cookies: [], services: [{ id: "wx", name: "WX" }] },
    };
    const dialog = await openTcf(files, { tcf: { categories: [category] } });
    const own = section(dialog, words.other_purposes);
    expect(own.textContent).toContain(words.other_purposes_text);
    own.querySelector<HTMLElement>("[role=switch]")?.click();
    dialog.button("Save my choice").click();
    expect(dialog.saved[0]?.[1]).toEqual({ categories: { weather: true }, services: { wx: true } });
  });

  test("T97: our own storage is listed with its longest time, under the special purpose that it serves", async () => {
    const dialog = await openTcf(files);
    const own = section(dialog, words.own_storage);
    await vi.waitFor(() => expect(own.querySelectorAll("tbody [role=row]")).toHaveLength(1));
    for (const text of ["cookiehub_consent", "365 days", nameOf("specialPurposes", 3)]) {
      expect(own.textContent).toContain(text);
    }
  });
});
