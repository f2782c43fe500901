import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, openPage } from "../test/page-kit.ts";
import type { AddOn } from "./add-on.ts";

afterEach(closePages);

const isBannerShown = (page: Awaited<ReturnType<typeof openPage>>) => page.find("[data-part=banner]") !== null;

describe("an add-on that breaks its promises", () => {
  test("by rejecting what the banner waits for is an error event, and the banner shows", async () => {
    const onRejection = vi.fn();
    const page = await openPage({
      isStarted: false,
      addOns: [{ name: "broken", whenReady: () => Promise.reject(new Error("not ready")) }],
    });
    page.window.addEventListener("unhandledrejection", onRejection);
    page.begin();
    await vi.waitFor(() => expect(isBannerShown(page)).toBe(true));
    expect(page.errors.map(({ message }) => message)).toEqual(["not ready"]);
    expect(onRejection).not.toHaveBeenCalled();
  });

  test("by being never ready holds the banner up for a second and a half, and no longer", async () => {
    const page = await openPage({ addOns: [{ name: "stuck", whenReady: () => new Promise<void>(() => {}) }] });
    expect(isBannerShown(page)).toBe(false);
    await vi.waitFor(() => expect(isBannerShown(page)).toBe(true), 5_000);
  });

  test.each<[string, AddOn["createDeviceId"]]>([
    [
      "throwing",
      () => {
        throw new Error("no id");
      },
    ],
    ["answering what is no id", () => "!no id!"],
  ])("by %s where an id is asked for loses no decision", async (_, createDeviceId) => {
    const page = await openPage({ addOns: [{ name: "ids", ...(createDeviceId && { createDeviceId }) }] });
    page.press("Reject all");
    expect(page.api.getSnapshot()).toMatchObject({ decided: true, deviceId: expect.stringMatching(/^dev_/) });
    await vi.waitFor(() => expect(page.requests).toHaveLength(1));
  });

  test("by listing nothing that can be listed does not throw into the page", async () => {
    const page = await openPage({ addOns: [{ name: "broken", blocked: () => 5 as never }] });
    expect(page.api.blocked()).toEqual([]);
  });
});

test("a form that is named `cookie` takes neither the banner nor the decision away", async () => {
  const page = await openPage({ html: '<form name="cookie"></form><main>Shop</main>' });
  page.press("Accept all");
  expect(document.cookie).toContain(CONSENT_COOKIE);
  localStorage.clear();
  const next = await openPage({ html: '<form name="cookie"></form><main>Shop</main>' });
  expect(next.api.getSnapshot()).toMatchObject({ decided: true, status: "full" });
});
