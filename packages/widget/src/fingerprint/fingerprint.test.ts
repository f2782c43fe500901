import { DEVICE_ID_PATTERN } from "@cookiehub/schemas/constants";
import { expect, test } from "vitest";
import { closePages, openPage } from "../../test/page-kit.ts";
import { createAddOn } from "./add-on.ts";
import { readTraits, toFingerprint } from "./fingerprint.ts";

test("D2: equal browsers get the same id, and others another one, in the shape of a device id", () => {
  const traits = readTraits();
  expect(toFingerprint(traits)).toBe(toFingerprint(readTraits()));
  expect(toFingerprint(traits)).toMatch(DEVICE_ID_PATTERN);
  expect(toFingerprint([...traits, 1])).not.toBe(toFingerprint(traits));
  expect(toFingerprint(["\u540d"])).not.toBe(toFingerprint(["\u5403"]));
});

test("L1: the id is kept with a decision, and not before", async () => {
  const page = await openPage({ addOns: [createAddOn()] });
  expect([document.cookie, page.api.getSnapshot().deviceId]).toEqual(["", null]);
  page.api.rejectAll();
  expect(page.api.getSnapshot().deviceId).toBe(toFingerprint(readTraits()));
  closePages();
});
