import { fromCookieText, toCookieText } from "@cookiehub/schemas/codec";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createOutbox, OUTBOX_KEY, type OutboxEntry } from "../send/outbox.ts";
import { createDecisionQueue } from "./decision-queue.ts";

/** A decision of one second after the other: its number is its policy. */
const decision = (number: number): Omit<OutboxEntry, "key" | "place"> => ({
  choice: String(
    toCookieText({
      ...{ tenantId: "shop", deviceId: "dev_12345678", decidedAtMs: number * 1000, expiresAtMs: 9e9 },
      ...{ policyVersion: String(number), bannerVersion: "1", configVersion: 1, method: "preferences", gpc: false },
      ...{ granted: [], denied: ["analytics"], services: {} },
    }),
  ),
  language: "en",
  timeMs: null,
});

/** A browser whose network, clock and storage the test holds in its hands. */
function createBrowser(
  answers: (number | null | Promise<number>)[],
  { hasStorage = true, stored = null as string | null, credentials = "omit" as RequestCredentials } = {},
) {
  const requests: { url: string; options: RequestInit }[] = [];
  const errors: Error[] = [];
  const timers: { act: () => void; delayMs: number }[] = [];
  const storage = {
    readItem: () => (hasStorage ? browser.text : null),
    writeItem(key: string, text: string) {
      if (key === OUTBOX_KEY && hasStorage) browser.text = text;
      return hasStorage;
    },
    writeCookie: (_name: string, text: string, maxAgeS: number) => void browser.cookies.push([text, maxAgeS]),
  };
  const browser = {
    requests,
    errors,
    timers,
    text: stored,
    cookies: [] as [string, number][],
    bodies: () => requests.map((request) => Number(JSON.parse(String(request.options.body)).policy_version)),
    open() {
      const outbox = createOutbox(storage);
      const queue = createDecisionQueue({
        ...{ outbox, storage, readChoice: fromCookieText, endpoint: "https://consent.example", credentials },
        now: () => 5000,
        async fetch(url, options) {
          requests.push({ url, options });
          const { signal } = options;
          const aborted = new Promise<null>((resolve) => signal?.addEventListener("abort", () => resolve(null)));
          const status = (await Promise.race([answers.shift() ?? null, aborted])) ?? null;
          if (status === null) throw new TypeError("no network");
          return { ok: status < 300, status };
        },
        setTimer(act, delayMs) {
          const timer = { act, delayMs };
          timers.push(timer);
          return timer;
        },
        clearTimer(timer) {
          const index = timers.indexOf(timer as never);
          if (index >= 0) timers.splice(index, 1);
        },
        onError: (error) => errors.push(error as Error),
      });
      return { ...queue, add: outbox.add };
    },
  };
  return browser;
}

describe("the decision queue", () => {
  test("sends without a preflight: text body, no credentials, ids in the query", async () => {
    const browser = createBrowser([201]);
    const queue = browser.open();
    queue.add(decision(1));
    await queue.send();
    const [{ url, options }] = browser.requests as [(typeof browser.requests)[number]];
    expect(url).toMatch(
      /^https:\/\/consent\.example\/api\/v1\/consent\?tenant=shop&device=dev_12345678&idempotency_key=key_[\w-]{22}$/,
    );
    expect(options).toMatchObject({ method: "POST", keepalive: true, credentials: "omit" });
    expect([typeof options.body, options.headers]).toEqual(["string", undefined]);
  });

  test("delivers in order, each once, and is empty then", async () => {
    const browser = createBrowser([201, 200, 201]);
    const queue = browser.open();
    for (const number of [1, 2, 3]) queue.add(decision(number));
    await Promise.all([queue.send(), queue.send()]);
    expect(browser.bodies()).toEqual([1, 2, 3]);
    expect(browser.text).toBe("[]");
  });

  test.each([null, 500, 503, 408, 425, 429])(
    "keeps a decision that met %s, tries it again, and keeps the order",
    async (status) => {
      const browser = createBrowser([status, 201, 201]);
      const queue = browser.open();
      queue.add(decision(1));
      queue.add(decision(2));
      await queue.send();
      expect(browser.bodies()).toEqual([1]);
      expect(JSON.parse(browser.text ?? "")).toHaveLength(2);
      expect(browser.timers).toHaveLength(1);
      await browser.open().send();
      expect(browser.bodies()).toEqual([1, 1, 2]);
      expect(browser.errors).toEqual([]);
    },
  );

  test.each([400, 401, 403, 404, 409, 422])(
    "drops a decision that is refused for good with %s, says so, and goes on",
    async (status) => {
      const browser = createBrowser([status, 201]);
      const queue = browser.open();
      queue.add(decision(1));
      queue.add(decision(2));
      await queue.send();
      expect(browser.bodies()).toEqual([1, 2]);
      expect(browser.errors.map((error) => error.message)).toEqual([`The decision was refused: status ${status}`]);
    },
  );

  test("waits longer after each failure, between 1 s and 5 min", async () => {
    const browser = createBrowser([]);
    const queue = browser.open();
    queue.add(decision(1));
    for (let failure = 0; failure < 12; failure++) {
      await queue.send();
      const delayMs = browser.timers[0]?.delayMs ?? 0;
      const longest = Math.min(300_000, 2_000 * 2 ** failure);
      expect(delayMs).toBeGreaterThanOrEqual(longest / 2);
      expect(delayMs).toBeLessThanOrEqual(longest);
    }
  });

  test("lives in memory where there is no storage", async () => {
    const browser = createBrowser([null, 201], { hasStorage: false });
    const queue = browser.open();
    queue.add(decision(1));
    await queue.send();
    await queue.send();
    expect(browser.bodies()).toEqual([1, 1]);
    await queue.send();
    expect(browser.requests).toHaveLength(2);
  });

  test("a page that goes away sends at once what is not on its way", () => {
    const browser = createBrowser([201, 201]);
    const queue = browser.open();
    queue.add(decision(1));
    queue.flush();
    queue.flush();
    expect(browser.bodies()).toEqual([1]);
  });

  test("whatever else stands in the storage is neither sent nor fatal", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify([value])),
        ),
        async (stored) => {
          const browser = createBrowser([201], { stored });
          const queue = browser.open();
          queue.add(decision(1));
          await queue.send();
          expect(browser.bodies()).toEqual([1]);
          expect(browser.errors).toEqual([]);
        },
      ),
    );
  });

  test("lives in memory where the storage takes everything and keeps nothing", async () => {
    const browser = createBrowser([201]);
    const queue = browser.open();
    Object.defineProperty(browser, "text", { get: () => null, set: () => {} });
    queue.add(decision(1));
    await queue.send();
    expect(browser.bodies()).toEqual([1]);
  });

  test("sends once where the storage takes no more writes", async () => {
    const text = JSON.stringify([{ ...decision(1), key: "key_0001", place: ["", ""] }]);
    const browser = createBrowser([201, 201, 201]);
    Object.defineProperty(browser, "text", { get: () => text, set: () => {} });
    const queue = browser.open();
    await queue.send();
    await queue.send();
    expect(browser.bodies()).toEqual([1]);
  });

  test("keeps the order when the storage was full for a while", async () => {
    const settings = { hasStorage: true };
    const browser = createBrowser([201, 201]);
    const queue = browser.open();
    let text: string | null = null;
    Object.defineProperty(browser, "text", {
      get: () => text,
      set(next: string) {
        if (settings.hasStorage) text = next;
      },
    });
    settings.hasStorage = false;
    queue.add(decision(1));
    settings.hasStorage = true;
    queue.add(decision(2));
    await queue.send();
    expect(browser.bodies()).toEqual([1, 2]);
  });
});

describe("where the server sets the cookie (0038)", () => {
  const credentials = "include";
  const toCredentials = (browser: ReturnType<typeof createBrowser>) =>
    browser.requests.map(({ options }) => options.credentials);

  test("only the latest decision asks for it: an older one that was waiting cannot put its own in place", async () => {
    const browser = createBrowser([201, 201, 201], { credentials });
    const queue = browser.open();
    for (const number of [1, 2, 3]) queue.add(decision(number));
    await queue.send();
    expect(toCredentials(browser)).toEqual(["omit", "omit", "include"]);
    expect(browser.cookies).toEqual([]);
  });

  test("L5: a refusal that came while an agreement was under way is written again over the answer's cookie", async () => {
    let answer = (_status: number): void => {};
    const answered = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const browser = createBrowser([answered, null], { credentials });
    const queue = browser.open();
    queue.add(decision(1));
    const sent = queue.send();
    await vi.waitFor(() => expect(browser.requests).toHaveLength(1));
    queue.add(decision(2));
    answer(201);
    await sent;
    expect(toCredentials(browser)).toEqual(["include", "include"]);
    expect(browser.cookies).toEqual([[decision(2).choice, 9e6 - 5]]);
  });

  test("L5: a page that goes away takes back a request whose cookie would come after a later one, and sends it without", async () => {
    const browser = createBrowser([new Promise(() => {}), 201, 201], { credentials });
    const queue = browser.open();
    queue.add(decision(1));
    void queue.send();
    await vi.waitFor(() => expect(browser.requests).toHaveLength(1));
    queue.add(decision(2));
    queue.flush();
    expect(browser.requests[0]?.options.signal?.aborted).toBe(true);
    expect(browser.bodies()).toEqual([1, 1, 2]);
    expect(toCredentials(browser)).toEqual(["include", "omit", "include"]);
    queue.flush();
    expect(browser.requests).toHaveLength(3);
  });
});
