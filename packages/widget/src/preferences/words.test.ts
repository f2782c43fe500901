import type { Messages } from "@cookiehub/schemas/types";
import { expect, test } from "vitest";
import { language as german } from "../languages/de.ts";
import { language as english } from "../languages/en.ts";
import { createWords } from "./words.ts";

const open = (language: string, messages: Messages = english.messages) =>
  createWords({ language, message: (key) => messages[key] });

test("counts take the form that the language has for the number, and nothing is said of none", () => {
  const words = open("en");
  expect([0, 1, 2, 1200].map((count) => words.count("services", count))).toEqual([
    "",
    "1 service",
    "2 services",
    "1,200 services",
  ]);
  // French counts none and one and a half as one; Polish has forms besides `one`, all of them in `other`.
  expect(open("fr").count("cookies", 1)).toBe("1 cookie");
  expect(open("pl").count("cookies", 3)).toBe("3 cookies");
  expect(open("de", german.messages).count("cookies", 1200)).toMatch(/^1\.200 /);
});

test("dates and lists are written as the page's language writes them", () => {
  const instant = new Date(2026, 10, 20, 9, 5).toISOString();
  expect(open("en").date(instant)).toBe("November 20, 2026");
  expect(open("de").date(instant)).toBe("20. November 2026");
  expect(open("de").date(instant, true)).toContain("09:05");
  expect(open("de").list(["Statistik", "Marketing"])).toBe("Statistik und Marketing");
  expect(open("en").list(["2 services", "1 cookie"], "unit")).toBe("2 services, 1 cookie");
});

test("a date that is none, and a language that is none, are no reason to show nothing", () => {
  expect(open("en").date("soon")).toBe("soon");
  expect(open("not a tag").count("services", 2)).toBe("2 services");
});
