import { expect, test } from "vitest";
import { toScroll } from "./focus-in-sight.ts";

const rect = (top: number, height: number) => new DOMRect(10, top, 200, height);
const foot = () => new DOMRect(0, innerHeight - 200, 400, 190);

test("2.4.11: what the first layer hides altogether is scrolled above it, with room for its ring", () => {
  const element = rect(innerHeight - 150, 40);
  const top = toScroll(element, foot());
  expect(element.bottom - top).toBe(foot().top - 8);
});

test("2.4.11: under a first layer at the top it is scrolled below it", () => {
  const cover = new DOMRect(0, 10, 400, 150);
  const element = rect(30, 40);
  expect(element.top - toScroll(element, cover)).toBe(cover.bottom + 8);
});

test("2.4.11: what is seen in the strip below the first layer alone counts as hidden", () => {
  const element = new DOMRect(10, innerHeight - 190, 200, 190);
  expect(toScroll(element, foot())).toBeGreaterThan(0);
});

test("what is taller than the room shows its beginning", () => {
  const cover = new DOMRect(0, 60, 400, innerHeight - 60);
  const element = rect(100, 300);
  expect(element.top - toScroll(element, cover)).toBe(8);
});

test("nothing is scrolled where enough of it is seen, or where there is no room to scroll it to", () => {
  expect(toScroll(rect(innerHeight - 230, 60), foot())).toBe(0);
  expect(toScroll(rect(innerHeight - 150, 40), new DOMRect(0, 10, 400, innerHeight - 20))).toBe(0);
});
