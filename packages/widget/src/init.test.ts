import type { ResolvedConfig } from "@cookiehub/schemas/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup } from "../test/page-kit.ts";
import { createGate } from "./gate/gate.ts";
import { startScript } from "./script.ts";
import { createNoScreen } from "./ui/no-screen.ts";

// `init` runs once for each page: each test takes a fresh copy of the module.
let copy = 0;
const load = async (): Promise<typeof import("./init.ts")> =>
  (await import(
    /* @vite-ignore */ `${new URL("./init.ts", import.meta.url).href}?copy=${copy++}`
  )) as typeof import("./init.ts");

/** The page goes away, and another one of the site is opened. */
const leave = () => {
  delete (window as { cookiehub?: unknown }).cookiehub;
};

const options = { tenant: "shop0001", endpoint: "https://consent.example/" };
const text = JSON.stringify(createSetup());
const answer = (body: string, status = 200) =>
  vi.spyOn(window, "fetch").mockImplementation(async () => new Response(body, { status }));

beforeEach(() => {
  navigator.sendBeacon = () => true;
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const host of document.querySelectorAll("cookiehub-ui")) host.remove();
  closePages();
  leave();
});

describe("init", () => {
  test("fetches the configuration without credentials, and keeps nothing of it before a choice (L1)", async () => {
    const fetch = answer(text);
    const { init } = await load();
    const cookiehub = init(options);
    expect((await cookiehub.ready).regulation).toBe("gdpr");
    expect(fetch).toHaveBeenCalledWith(
      `https://consent.example/c/shop0001.json?domain=${encodeURIComponent(location.host)}`,
      { credentials: "omit", signal: expect.any(AbortSignal) },
    );
    expect(localStorage.length).toBe(0);
  });

  test("keeps the configuration with a decision, and starts from the copy at once on the next page", async () => {
    answer(text);
    const first = (await load()).init(options);
    await first.ready;
    await Promise.resolve();
    first.acceptAll();
    await vi.waitFor(() => expect(localStorage.getItem("cookiehub_config:shop0001")).toBe(text));
    vi.spyOn(window, "fetch").mockImplementation(() => new Promise(() => {}));
    leave();
    const next = (await load()).init(options);
    expect(next.getSnapshot()).toMatchObject({ decided: true, status: "full" });
  });

  test("L8: what the next page begins with is never an old answer that the browser has kept; who is asked waits no longer", async () => {
    const fetch = answer(text);
    const first = (await load()).init(options);
    await first.ready;
    expect(fetch.mock.calls[0]?.[1]).not.toHaveProperty("cache");
    first.acceptAll();
    await vi.waitFor(() => expect(localStorage.getItem("cookiehub_config:shop0001")).toBe(text));
    fetch.mockClear();
    leave();
    const next = (await load()).init(options);
    expect(next.getSnapshot().decided).toBe(true);
    await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ cache: "no-cache" });
  });

  test("a copy from a place with another law allows nothing to who has to be asked, whatever becomes of the answer", async () => {
    const setup = createSetup();
    const regulation = { ...setup.regulation, id: "ccpa", model: "opt-out" as const };
    localStorage.setItem("cookiehub_config:shop0001", JSON.stringify({ ...setup, regulation }));
    vi.spyOn(window, "fetch").mockImplementation(() => new Promise(() => {}));
    const waiting = (await load()).init(options);
    expect(waiting.getSnapshot()).toMatchObject({ decided: false, choices: {} });
    closePages();
    leave();
    answer("", 503);
    const failed = (await load()).init(options);
    await failed.ready;
    expect(failed.isAllowed("analytics")).toBe(false);
    expect(failed.getSnapshot()).toMatchObject({ decided: false, status: "none" });
  });

  test.each([
    ["a refusal", "{}", 404],
    ["no JSON", "<html>", 200],
    ["another shape", '{"tenant_id":"shop"}', 200],
  ])("with %s for an answer everything stays blocked, and ready settles", async (_kind, body, status) => {
    answer(body, status);
    const cookiehub = (await load()).init(options);
    const errors: Error[] = [];
    cookiehub.on("error", (error) => errors.push(error));
    expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
    expect(errors).toHaveLength(1);
  });

  describe("a server that takes the question and never answers", () => {
    const never = () =>
      vi
        .spyOn(window, "fetch")
        .mockImplementation(
          (_url, { signal } = {}) =>
            new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
        );
    const toMessages = (cookiehub: ReturnType<Awaited<ReturnType<typeof load>>["init"]>) => {
      const messages: string[] = [];
      cookiehub.on("error", ({ message }) => messages.push(message));
      return messages;
    };
    beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
    afterEach(() => void vi.useRealTimers());

    test("is waited for ten seconds: then everything stays blocked, ready settles, and the request is given up", async () => {
      const fetch = never();
      const cookiehub = (await load()).init(options);
      const messages = toMessages(cookiehub);
      await vi.advanceTimersByTimeAsync(9_999);
      expect(messages).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
      expect(messages).toEqual(["No answer within 10000 ms"]);
      expect(fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
    });

    test("leaves who has been here before with the last known words, under the strictest rule", async () => {
      const setup = createSetup("opt-out");
      localStorage.setItem("cookiehub_config:shop0001", JSON.stringify(setup));
      never();
      const cookiehub = (await load()).init(options);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await cookiehub.ready).toMatchObject({ decided: false, choices: { analytics: false } });
    });

    test("that ends its answer in the middle is given up too", async () => {
      vi.spyOn(window, "fetch").mockImplementation(async () => new Response(new ReadableStream()));
      const cookiehub = (await load()).init(options);
      const messages = toMessages(cookiehub);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await cookiehub.ready).toMatchObject({ choices: {} });
      expect(messages).toHaveLength(1);
    });

    test("an answer in time leaves no timer behind", async () => {
      answer(text);
      const cookiehub = (await load()).init({ ...options, language: "en" });
      const messages = toMessages(cookiehub);
      expect((await cookiehub.ready).regulation).toBe("gdpr");
      await vi.advanceTimersByTimeAsync(60_000);
      expect(messages).toEqual([]);
    });

    test("the file of an early add-on that never comes holds the question up no longer", async () => {
      const { createInit } = await import("./start.ts");
      const { browserPlatform } = await import("./platform.ts");
      const init = createInit({
        ...{ ...browserPlatform, createGate, createScreen: createNoScreen },
        loadLanguage: () => null,
        load: () => new Promise<never>(() => {}),
        loadEarlyAddOns: () => [
          new Promise<never>(() => {}),
          Promise.resolve({ createAddOn: () => ({ name: "there" }) }),
        ],
      });
      const cookiehub = init({ ...options, config: createSetup() });
      const messages = toMessages(cookiehub);
      await vi.advanceTimersByTimeAsync(10_000);
      expect((await cookiehub.ready).regulation).toBe("gdpr");
      expect(messages).toEqual(["No answer within 10000 ms"]);
    });
  });

  test("a given configuration is used as it is, and a second call answers the same object", async () => {
    const fetch = answer(text);
    const { init } = await load();
    const cookiehub = init({ ...options, config: createSetup() });
    expect(cookiehub.getSnapshot().regulation).toBe("gdpr");
    expect(init(options)).toBe(cookiehub);
    expect(fetch).not.toHaveBeenCalled();
  });

  test("copies of the package, and of its headless door, on one page are one widget", async () => {
    const fetch = answer(text);
    const first = (await load()).init(options);
    const again = (await load()).init({ ...options, tenant: "other001" });
    const headless = (await import("./headless.ts")).init(options);
    expect([again, headless]).toEqual([first, first]);
    expect([again, headless].every((one) => one === first)).toBe(true);
    await first.ready;
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("beside the script tag there is one widget, whichever comes first", async () => {
    const fetch = answer(text);
    const parts = { createGate, createScreen: createNoScreen };
    const setup = { ...createSetup(), assets: { chunks: {} as never, languages: {} } };
    startScript(setup, parts);
    const fromTag = (window as { cookiehub?: unknown }).cookiehub;
    expect((await load()).init(options)).toBe(fromTag);
    expect(fetch).not.toHaveBeenCalled();
    leave();
    const fromPackage = (await load()).init(options);
    startScript(setup, parts);
    expect((window as { cookiehub?: unknown }).cookiehub).toBe(fromPackage);
  });

  test("the early queue is run once, with the object that init answers, and its add-ons are there from the start", async () => {
    answer(text);
    const seen: unknown[] = [];
    const addOn = { name: "heard", prepare: (setup: ResolvedConfig) => seen.push("prepared") && setup };
    (window as { cookiehub?: unknown }).cookiehub = [(one: unknown) => seen.push(one), addOn];
    const cookiehub = (await load()).init(options);
    await cookiehub.ready;
    expect(seen).toEqual([cookiehub, "prepared"]);
  });

  test.each([[undefined], [null], ["shop"], [{ tenant: "\ud800", endpoint: "https://consent.example" }]])(
    "called with %j it throws nothing, and everything stays blocked",
    async (misuse) => {
      answer("", 404);
      const cookiehub = (await load()).init(misuse as never);
      expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
    },
  );
});
