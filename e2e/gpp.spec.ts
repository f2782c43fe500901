import { readGppStringOutline } from "@cookiehub/schemas/signals";
import { headStub } from "@cookiehub/widget/stub";
import { publishConfig } from "../examples/demo/publish-config.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import {
  ask,
  expectReady,
  forget,
  GPP,
  type GppWindow,
  HEAD,
  heard,
  OPT_OUT,
  openGpp,
  ping,
  readSections,
} from "./gpp-page.ts";

test.describe("the stub", () => {
  test("G1, G2, G8, G12, G14: answers alone, at once, that nothing is ready", async ({ page }) => {
    await page.route("https://shop.example/**", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><html><head>${HEAD}</head><body></body></html>`,
      }),
    );
    await page.goto("https://shop.example/");
    expect(await ping(page)).toMatchObject({
      ...{ gppVersion: "1.1", cmpStatus: "stub", signalStatus: "not ready", cmpId: 0 },
      ...{ gppString: "", sectionList: [], applicableSections: [0], parsedSections: {} },
    });
    expect(await heard(page)).toEqual(["listenerRegistered true"]);
    expect(await page.evaluate(() => (window as unknown as GppWindow).early)).toEqual([]);
    expect(await ask(page, "addEventListener")).toMatchObject([[{ listenerId: 2, data: true }, true]]);
    expect(await ask(page, "removeEventListener", 2)).toEqual([[true, true]]);
  });

  test("G3, G6, G14: what it has kept is answered after the swap, in order, and its listener ids stay valid", async ({
    page,
  }) => {
    await openGpp(page);
    await expectReady(page);
    expect(await page.evaluate(() => (window as unknown as GppWindow).early)).toEqual([
      [null, false],
      [null, false],
    ]);
    expect((await heard(page)).slice(0, 2)).toEqual(["listenerRegistered true", "cmpStatus loaded"]);
    expect(await ask(page, "addEventListener")).toMatchObject([[{ listenerId: 2 }, true]]);
    expect(await ask(page, "removeEventListener", 1)).toEqual([[true, true]]);
    const sent = page.waitForRequest((request) => request.url().includes("/api/v1/consent?"));
    await page.getByRole("button", { name: OPT_OUT }).click();
    await expect.poll(async () => (await readSections(page)).SaleOptOut).toBe(1);
    // The record holds what vendors were told.
    const { gpp_string: recorded } = JSON.parse((await sent).postData() ?? "{}") as { gpp_string?: string };
    expect(recorded).toBe((await ping(page)).gppString);
    expect(await heard(page)).not.toContain("cmpDisplayStatus hidden");
  });

  test.describe("while the rest cannot be loaded", () => {
    test.use({ expectedErrors: NETWORK_ERRORS });

    test("goes on saying that it is not ready, and neither banner nor decision waits for it", async ({ page }) => {
      await page.route("**/w/gpp.*", (route) => route.abort("blockedbyclient"));
      const head = `${HEAD}<script>cookiehub.push(function (api) { api.on("error", function (error) { heard.push("failed"); }); });</script>`;
      await page.addInitScript(() => Object.assign(window, { errors: [] }));
      await openGpp(page, { head, model: "opt-in" });
      // Registered last, and so asked first.
      await page.route("**/w/gpp.*", (route) => route.abort("blockedbyclient"));
      await page.reload();
      await page.getByRole("button", { name: "Accept all" }).click();
      await expect.poll(() => page.evaluate(() => window.cookiehub?.getSnapshot().decided)).toBe(true);
      await expect.poll(() => heard(page)).toEqual(["listenerRegistered true", "failed"]);
      expect(await ping(page)).toMatchObject({ cmpStatus: "stub", signalStatus: "not ready", gppString: "" });
    });
  });
});

test.describe("the order of events", () => {
  test("G16, G17, G20, G22: a new visitor who is asked first: nothing is ready before the answer", async ({ page }) => {
    await openGpp(page, { model: "opt-in" });
    await expect(page.getByRole("button", { name: "Reject all" })).toBeVisible();
    await expect.poll(async () => (await ping(page)).cmpDisplayStatus).toBe("visible");
    expect((await ping(page)).signalStatus).toBe("not ready");
    await page.getByRole("button", { name: "Accept all" }).click();
    await expectReady(page);
    expect(await heard(page)).toEqual([
      ...["listenerRegistered true", "cmpStatus loaded", "cmpDisplayStatus visible", "cmpDisplayStatus hidden"],
      ...["sectionChange usca", "signalStatus ready"],
    ]);
    expect(await readSections(page)).toMatchObject({
      SaleOptOutNotice: 1,
      SaleOptOut: 2,
      SharingOptOut: 2,
      Gpc: false,
    });
  });

  test("G17, G21: a new visitor in California: ready while the notice stands; the opt-out comes between not ready and ready", async ({
    page,
  }) => {
    await openGpp(page);
    await expectReady(page);
    // Where the notice stood before the rest was loaded, it is part of what was there.
    expect((await heard(page)).filter((event) => event !== "sectionChange usca")).toEqual([
      ...["listenerRegistered true", "cmpStatus loaded", "cmpDisplayStatus visible", "signalStatus ready"],
    ]);
    expect(await readSections(page)).toMatchObject({ SaleOptOutNotice: 1, SaleOptOut: 2, MspaCoveredTransaction: 2 });
    await forget(page);
    await page.getByRole("button", { name: OPT_OUT }).click();
    await expect
      .poll(() => heard(page))
      .toEqual([...["signalStatus not ready", "cmpDisplayStatus hidden", "sectionChange usca", "signalStatus ready"]]);
    const said = await readSections(page);
    expect(said).toMatchObject({ SaleOptOutNotice: 1, SaleOptOut: 1, SharingOptOutNotice: 1, SharingOptOut: 1 });
    expect(await ask(page, "getField", "usca.SaleOptOut")).toEqual([[1, true]]);
  });

  test("G18, G19: a visitor who comes back, and opens the settings again", async ({ page }) => {
    await openGpp(page);
    await page.getByRole("button", { name: OPT_OUT }).click();
    await expect.poll(() => page.evaluate(() => window.cookiehub?.getSnapshot().decided)).toBe(true);
    await page.reload();
    await expectReady(page);
    expect(await heard(page)).toEqual(["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"]);
    expect(await readSections(page)).toMatchObject({ SaleOptOut: 1 });
    await forget(page);
    await page.evaluate(() => window.cookiehub?.open());
    await expect.poll(() => heard(page)).toEqual(["signalStatus not ready", "cmpDisplayStatus visible"]);
    await page.getByRole("switch", { name: "Marketing" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect
      .poll(async () => (await heard(page)).slice(2))
      .toEqual(["cmpDisplayStatus hidden", "sectionChange usca", "signalStatus ready"]);
    expect(await readSections(page)).toMatchObject({ SaleOptOut: 2 });
  });
});

test("G34, G36, G37, P4, P10: Global Privacy Control is told as such, and opts out at once", async ({ page }) => {
  await openGpp(page, { gpc: true });
  await expect.poll(async () => (await ping(page)).cmpStatus).toBe("loaded");
  const first = { SaleOptOut: 1, SharingOptOut: 1, SaleOptOutNotice: 1, Gpc: true, SubsectionType: 1 };
  expect(await readSections(page)).toMatchObject({ ...first, MspaCoveredTransaction: 2, MspaOptOutOptionMode: 0 });
  await expectReady(page);
  expect(await readSections(page)).toMatchObject(first);
});

test("G4, G14: a frame three deep asks and listens by messages, text for text and object for object", async ({
  page,
}) => {
  await openGpp(page);
  await expectReady(page);
  await page.evaluate(() => {
    let inner: Window = window;
    for (let depth = 0; depth < 3; depth++) {
      const frame = inner.document.body.appendChild(inner.document.createElement("iframe"));
      inner = frame.contentWindow as Window;
    }
    const answers: unknown[] = [];
    Object.assign(window, { deep: inner, answers });
    inner.addEventListener("message", ({ data }) => answers.push(data));
    const script = inner.document.createElement("script");
    script.textContent = `
      let cmp = window;
      while (!cmp.frames.__gppLocator) cmp = cmp.parent;
      const send = (message) => cmp.postMessage(message, "*");
      send({ __gppCall: { command: "hasSection", parameter: "usca", callId: "a" } });
      send(JSON.stringify({ __gppCall: { command: "getField", parameter: "usca.SaleOptOut", callId: 7 } }));
      send({ __gppCall: { command: "addEventListener", callId: 8 } });`;
    inner.document.head.append(script);
  });
  const answers = () => page.evaluate(() => (window as unknown as { answers: Record<string, unknown>[] }).answers);
  await expect.poll(async () => (await answers()).length).toBe(3);
  const [asked, field, registered] = await answers();
  expect(asked).toEqual({ __gppReturn: { returnValue: true, success: true, callId: "a" } });
  expect(JSON.parse(String(field))).toEqual({ __gppReturn: { returnValue: 2, success: true, callId: 7 } });
  expect(registered).toMatchObject({ __gppReturn: { returnValue: { eventName: "listenerRegistered" }, callId: 8 } });
  await page.getByRole("button", { name: OPT_OUT }).click();
  await expect
    .poll(async () => JSON.stringify((await answers()).at(-1)))
    .toMatch(/"eventName":"signalStatus".*"data":"ready".*"callId":8/);
});

test("two listeners, the first of which throws: the second hears everything, and the page goes on", async ({
  page,
}) => {
  const head = `<script>${headStub({ gpp: true })}
    heard = []; early = []; failed = 0;
    __gpp("addEventListener", function (event) { if (event.eventName !== "listenerRegistered") { failed++; throw new Error("theirs"); } });
    __gpp("addEventListener", function (event) { heard.push(event.eventName + " " + event.data); });</script>`;
  await openGpp(page, { head });
  await expectReady(page);
  await page.getByRole("button", { name: OPT_OUT }).click();
  await expect.poll(async () => (await heard(page)).slice(-2)).toEqual(["sectionChange usca", "signalStatus ready"]);
  expect(await heard(page)).toContain("cmpDisplayStatus hidden");
  const failed = await page.evaluate(() => (window as unknown as { failed: number }).failed);
  expect(failed).toBe((await heard(page)).length - 1);
});

test("G11, G12, G20: a place without a section: -1, an empty list, and ready at once", async ({ page }) => {
  await openGpp(page, { model: "opt-in", location: "DE" });
  await expectReady(page);
  expect(await ping(page)).toMatchObject({ applicableSections: [-1], sectionList: [], parsedSections: {}, cmpId: 1 });
  expect(readGppStringOutline((await ping(page)).gppString).sections).toEqual([]);
  expect(await ask(page, "getSection", "usca")).toEqual([[null, true]]);
  expect(await ask(page, "hasSection", "usca")).toEqual([[false, true]]);
});

test("G9, G36, G38, G39: an unknown state gets what the signatory has chosen, and what applies is what is in the string", async ({
  page,
}) => {
  const national = { mspa: "opt_out_option", usnat: true, unknown_state: "national" } as const;
  await openGpp(page, { location: "US" }, { ...national, states: ["US-CA"] });
  await expectReady(page);
  expect(await ping(page)).toMatchObject({
    ...{ applicableSections: [7], sectionList: [7], supportedAPIs: ["7:usnat", "8:usca"] },
  });
  expect(await readSections(page)).toMatchObject({ MspaCoveredTransaction: 1, MspaOptOutOptionMode: 1, SaleOptOut: 2 });
});

test("another CMP that answers already stays, and hears nothing of ours", async ({ page }) => {
  const head = `<script>heard = []; __gpp = function (command, callback) { callback("theirs", true); };</script>`;
  await openGpp(page, { head });
  await page.getByRole("button", { name: OPT_OUT }).click();
  await expect.poll(() => page.evaluate(() => window.cookiehub?.getSnapshot().decided)).toBe(true);
  expect(await ask(page, "ping")).toEqual([["theirs", true]]);
});

test("from the server: published, in the tenant's script, and by the visitor's place", async ({ freshDemo, page }) => {
  const config = createDemoConfig(freshDemo.shopUrl);
  await publishConfig(freshDemo.serverUrl, freshDemo.apiKey, { ...config, gpp: GPP });
  await page.route(`${freshDemo.serverUrl}/c/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), "x-geo-country": "US-CO" } }),
  );
  await page.goto(freshDemo.shopUrl);
  await expect.poll(() => page.evaluate(() => "__gpp" in window)).toBe(true);
  await expectReady(page);
  expect(await ping(page)).toMatchObject({ applicableSections: [10], cmpStatus: "loaded" });
  expect(await readSections(page)).toMatchObject({ SharingNotice: 1, TargetedAdvertisingOptOut: 2 });
});
