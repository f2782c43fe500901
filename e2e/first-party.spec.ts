import { request as ask } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { toCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { TenantConfig } from "@cookiehub/schemas/types";
import type { BrowserContext, Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expect, NETWORK_ERRORS, test as plain } from "./fixtures.ts";
import { createSecret, toToken } from "./identity.ts";
import { createSelfSigned } from "./self-signed.ts";
import { expectChoice, readHistory } from "./server-answers.ts";

const SITE = "shop.test";
const SERVER_HOST = "consent.shop.test";
const PAGE = `<!doctype html><html lang="en"><title>Shop</title><script src="https://${SERVER_HOST}/c/demo0001.js"></script><main>Shop</main></html>`;

/** What stands before the site: the host that leads to CookieHub, and plain pages on every other one. */
interface Front {
  readonly port: number;
  serverUrl: string;
  /** What happens to the answer to a decision before the browser gets it; it is cut off where this rejects. */
  onDecision: () => Promise<void>;
}

const test = plain.extend<object, { front: Front; launchOptions: { args?: string[] } }>({
  front: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parts from this pattern
    async ({}, use) => {
      const front: Front & { port: number } = { port: 0, serverUrl: "", onDecision: async () => {} };
      const server = createServer(createSelfSigned(SITE), (request, response) => {
        if (request.headers.host !== SERVER_HOST) {
          response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE);
          return;
        }
        const { method, headers } = request;
        const onward = ask(`${front.serverUrl}${request.url}`, { method, headers }, (answer) => {
          const pass = () => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          };
          const isDecision = method === "POST" && request.url?.startsWith("/api/v1/consent?");
          (isDecision ? front.onDecision() : Promise.resolve()).then(pass, () => response.destroy());
        });
        onward.on("error", () => response.destroy());
        request.pipe(onward);
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      front.port = (server.address() as AddressInfo).port;
      await use(front);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
    { scope: "worker" },
  ],
  launchOptions: [
    async ({ launchOptions, front }, use) => {
      const rule = `--host-resolver-rules=MAP *.test:443 127.0.0.1:${front.port}`;
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), rule] });
    },
    { scope: "worker" },
  ],
});
test.use({ ignoreHTTPSErrors: true });

async function publish(
  demo: Demo,
  front: Front,
  sharing: Partial<NonNullable<TenantConfig["sharing"]>>,
): Promise<void> {
  front.serverUrl = demo.serverUrl;
  const config = {
    ...createDemoConfig(`https://${SITE}`),
    domain: SITE,
    sharing: { subdomains: false, cross_domain: false, ...sharing },
  };
  await publishConfig(demo.serverUrl, demo.apiKey, config);
}

/** Opens the site's first page, whose tenant shares choices in this way. */
async function openSite(page: Page, demo: Demo, front: Front, sharing: Parameters<typeof publish>[2]): Promise<void> {
  await publish(demo, front, sharing);
  await page.goto(`https://www.${SITE}/`);
  await expect(getBanner(page)).toBeVisible();
}

const getBanner = (page: Page) => page.getByRole("region", { name: "Your privacy here" });
const isDecided = (page: Page) => page.evaluate(() => window.cookiehub?.getSnapshot().decided);
const readConsentCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name === CONSENT_COOKIE);

async function rejectAll(page: Page): Promise<void> {
  await getBanner(page).getByRole("button", { name: "Reject all" }).click();
  await expect(getBanner(page)).toBeHidden();
}

test("the server sets the cookie with the decision: for the whole domain, for as long as the choice lasts, and it is all that has to be left", async ({
  page,
  context,
  freshDemo,
  front,
}) => {
  await openSite(page, freshDemo, front, { server_host: SERVER_HOST });
  expect(await readConsentCookies(context)).toEqual([]);
  const posted = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().includes("/api/v1/consent?"),
  );
  await rejectAll(page);
  const header = (await (await posted).headersArray()).find(({ name }) => name.toLowerCase() === "set-cookie");
  expect(header?.value).toMatch(/; Domain=shop\.test; Path=\/; Max-Age=\d+; SameSite=Lax; Secure$/);
  const byServer = async () => (await readConsentCookies(context)).filter(({ domain }) => domain === `.${SITE}`);
  await expect.poll(byServer).toHaveLength(1);
  const choice = await expectChoice(context, `https://www.${SITE}/`);
  const [cookie] = await byServer();
  expect(cookie).toMatchObject({ value: toCookieText(choice), sameSite: "Lax", secure: true, httpOnly: false });
  expect(Math.abs((cookie?.expires ?? 0) * 1000 - choice.expiresAtMs)).toBeLessThan(60_000);
  expect(await readHistory(freshDemo, choice.deviceId)).toHaveLength(1);

  // What the script wrote ends early in some browsers; what the server set is left, and nothing is asked again.
  await context.clearCookies({ domain: `www.${SITE}` });
  await page.evaluate(() => localStorage.clear());
  expect(await readConsentCookies(context)).toEqual(await byServer());
  await page.reload();
  await expect.poll(() => isDecided(page)).toBe(true);
  await page.goto(`https://tents.${SITE}/`);
  await expect.poll(() => isDecided(page)).toBe(true);
  await expect(getBanner(page)).toBeHidden();
  expect((await expectChoice(context, `https://tents.${SITE}/`)).deviceId).toBe(choice.deviceId);
});

test("a later decision replaces it, so that no older agreement comes back (L5)", async ({
  page,
  context,
  freshDemo,
  front,
}) => {
  await openSite(page, freshDemo, front, { server_host: SERVER_HOST });
  await getBanner(page).getByRole("button", { name: "Accept all" }).click();
  await expect.poll(() => readConsentCookies(context)).toHaveLength(2);
  await page.evaluate(() => window.cookiehub?.rejectAll());
  const { deviceId } = await expectChoice(context, `https://www.${SITE}/`);
  await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(2);
  await expect.poll(async () => new Set((await readConsentCookies(context)).map(({ value }) => value)).size).toBe(1);
  await page.goto(`https://${SITE}/`);
  await expect.poll(() => isDecided(page)).toBe(true);
  expect(await page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
});

test("L5: the answer to an agreement that comes after its refusal brings nothing back, though the refusal is not delivered", async ({
  page,
  context,
  freshDemo,
  front,
  expectedErrors,
}) => {
  expectedErrors.push(...NETWORK_ERRORS);
  const answers: { pass: () => void; cut: () => void }[] = [];
  front.onDecision = () => new Promise((pass, cut) => answers.push({ pass, cut: () => cut(new Error("cut off")) }));
  await openSite(page, freshDemo, front, { server_host: SERVER_HOST, subdomains: true });
  await getBanner(page).getByRole("button", { name: "Accept all" }).click();
  await expect.poll(() => answers.length).toBe(1);
  await page.evaluate(() => window.cookiehub?.rejectAll());
  const refusal = await readConsentCookies(context);
  expect(refusal).toHaveLength(1);
  answers[0]?.pass();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.cut();
  front.onDecision = () => Promise.reject(new Error("cut off"));
  await expect
    .poll(async () => (await readConsentCookies(context)).map(({ value }) => value))
    .toEqual([refusal[0]?.value]);
  await page.goto(`https://tents.${SITE}/`);
  await expect.poll(() => isDecided(page)).toBe(true);
  expect(await page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
  front.onDecision = async () => {};
});

test("a user's choice goes with the logout from the server's cookie too: the next person at this browser is asked", async ({
  page,
  context,
  freshDemo,
  front,
}) => {
  await openSite(page, freshDemo, front, { server_host: SERVER_HOST });
  const isRead = () =>
    page.waitForResponse((answer) => answer.request().method() === "GET" && answer.url().includes("/api/v1/consent?"));
  const token = toToken(await createSecret(freshDemo), "dora");
  const isLoggedIn = isRead();
  await page.evaluate((identity) => window.cookiehub?.identify(identity), { userId: "dora", token });
  await isLoggedIn;
  await getBanner(page).getByRole("button", { name: "Accept all" }).click();
  await expect.poll(() => readConsentCookies(context)).toHaveLength(2);
  const isLoggedOut = isRead();
  await page.evaluate(() => window.cookiehub?.forget());
  await isLoggedOut;
  await expect(getBanner(page)).toBeVisible();
  for (const host of [`www.${SITE}`, `tents.${SITE}`]) {
    await page.goto(`https://${host}/`);
    await expect(getBanner(page)).toBeVisible();
    expect(await page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
  }
});

test("sharing.subdomains shares the choice, and its withdrawal, among the hosts of the domain by one cookie", async ({
  page,
  context,
  freshDemo,
  front,
}) => {
  await openSite(page, freshDemo, front, { subdomains: true });
  await rejectAll(page);
  const { deviceId } = await expectChoice(context, `https://www.${SITE}/`);
  // What is not delivered yet waits for the next visit to the host where it was decided.
  const isDelivered = (count: number) =>
    expect.poll(async () => (await readHistory(freshDemo, deviceId)).length).toBe(count);
  await isDelivered(1);
  expect((await readConsentCookies(context)).map(({ domain }) => domain)).toEqual([`.${SITE}`]);
  await page.goto(`https://tents.${SITE}/`);
  await expect.poll(() => isDecided(page)).toBe(true);
  await expect(getBanner(page)).toBeHidden();
  await page.evaluate(() => window.cookiehub?.acceptAll());
  await isDelivered(2);
  await page.goto(`https://${SITE}/`);
  await expect.poll(() => page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(true);
  await page.evaluate(() => window.cookiehub?.rejectAll());
  await isDelivered(3);
  await page.goto(`https://www.${SITE}/`);
  await expect.poll(() => isDecided(page)).toBe(true);
  expect(await page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
  expect((await readConsentCookies(context)).map(({ domain }) => domain)).toEqual([`.${SITE}`]);
  expect((await expectChoice(context, `https://www.${SITE}/`)).deviceId).toBe(deviceId);
  expect((await readHistory(freshDemo, deviceId)).map(({ action }) => action)).toEqual([
    "reject_all",
    "accept_all",
    "reject_all",
  ]);
});
