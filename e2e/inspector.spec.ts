import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

const TC = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA";

test("the inspector puts a string into words while it is typed, and sends it nowhere", async ({ demo, page }) => {
  const requests: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  page.on("console", (message) => void (message.type() === "error" && faults.push(message.text())));
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${demo.serverUrl}/docs`);
  await page.getByRole("link", { name: "the inspector" }).click();
  const field = page.getByRole("textbox", { name: "String" });

  await field.fill(TC);
  await expect(page.getByRole("heading", { name: "TC string" })).toBeVisible();
  await expect(page.getByRole("row", { name: /^CMP / })).toContainText("880, version 0");
  await expect(page.getByRole("row", { name: /^Vendors disclosed/ })).toContainText("7: 1-5, 100, 404");
  await expect(page.getByText("Its policy is too old")).toBeVisible();
  await expectAccessible(page);

  await field.fill("DBABTA~1YNN");
  await expect(page.getByText("Read as: GPP string.")).toBeVisible();
  await expect(page.getByRole("row", { name: /^Opted out of sale/ })).toContainText("no");

  await field.fill('C<img src="/stolen">');
  await expect(page.getByText("This is no string that can be read")).toBeVisible();
  await field.fill("");
  await expect(page.getByRole("status")).toBeEmpty();
  await expect(page.getByRole("table")).toHaveCount(0);
  expect(requests.filter((path) => !path.startsWith("/docs") && path !== "/favicon.ico")).toEqual([]);
  expect(faults.filter((text) => !text.includes("favicon"))).toEqual([]);
});

test("a link carries a string behind its #, which no server sees", async ({ demo, page }) => {
  await page.goto(`${demo.serverUrl}/docs/inspector#2~1.2~dv.7`);
  await expect(page.getByRole("row", { name: /^Providers with consent/ })).toContainText("2: 1-2");
  await expect(page.getByRole("row", { name: /^Disclosed/ })).toContainText("1: 7");
});
