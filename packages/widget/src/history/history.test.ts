import { afterEach, expect, test, vi } from "vitest";
import { closePages, openPage, type TestPage } from "../../test/page-kit.ts";

afterEach(closePages);

const DECISIONS = [
  {
    ...{ audit_id: "aud_2", consent_id: "con_1", action: "custom", at: "2026-11-20T10:00:00.000Z" },
    categories: { essential: true, functional: false, analytics: true, maps: false },
  },
  {
    ...{ audit_id: "aud_1", consent_id: "con_1", action: "migrate", at: "2026-11-19T10:00:00.000Z" },
    categories: { essential: true, functional: false, analytics: false },
  },
];

/** A page of a visitor who has decided, with the preferences open; `answer` is what the server says. */
async function openHistory(answer: (url: URL) => Response | Promise<Response>): Promise<TestPage & { urls: URL[] }> {
  const page = await openPage();
  const urls: URL[] = [];
  page.window.fetch = async (url) => {
    urls.push(new URL(String(url)));
    return answer(new URL(String(url)));
  };
  page.api.save({ analytics: true });
  page.api.open();
  await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("preferences"));
  expect(urls).toEqual([]);
  page.press("Earlier choices");
  return Object.assign(page, { urls });
}

const rows = (page: TestPage) =>
  [...page.document.querySelectorAll<HTMLElement>(".ch-choice li")].map((row) => row.textContent);
const status = (page: TestPage) => page.find(".ch-choice [role=status]")?.textContent;

test("is asked for when it is opened, as this device, and tells each decision, its id and what held", async () => {
  const page = await openHistory(() => Response.json({ decisions: DECISIONS }));
  await vi.waitFor(() => expect(rows(page)).toHaveLength(3));
  expect(page.urls[0]?.href).toMatch(
    /^https:\/\/cookiehub\.invalid\/api\/v1\/consent\/history\?tenant=shop&device=dev_[\w-]+$/,
  );
  const [id, newest, oldest] = rows(page);
  expect(id).toBe("Consent ID: con_1");
  // A category that is configured no more keeps its id; what is required was not chosen.
  expect(newest).toMatch(/^November 20, 2026.*Own selectionAllowed: AnalyticsRefused: Functional and mapsReceipt$/);
  // No act of the visitor's own is named for what was not one.
  expect(oldest).toMatch(/^November 19, 2026 at [^A-Z]*[AP]MRefused: Functional and AnalyticsReceipt$/);
  page.press("Earlier choices");
  page.press("Earlier choices");
  expect(page.urls).toHaveLength(1);
});

test("offline, says that it cannot be had now, keeps saying what is known here, and asks again when opened again", async () => {
  let isOnline = false;
  const page = await openHistory(() => {
    if (!isOnline) throw new TypeError("no network");
    return Response.json({ decisions: DECISIONS });
  });
  await vi.waitFor(() => expect(status(page)).toBe("This cannot be loaded now. Try again later."));
  expect(page.find(".ch-choice .ch-facts")?.textContent).toContain("Allowed: Analytics");
  expect(page.errors.map((error) => error.message)).toEqual(["no network"]);
  isOnline = true;
  page.press("Earlier choices");
  page.press("Earlier choices");
  await vi.waitFor(() => expect(rows(page)).toHaveLength(3));
  expect(status(page)).toBe("");
});

test.each([
  ["a refusal", () => Response.json({ error: {} }, { status: 503 })],
  ["no JSON", () => new Response("<html>")],
  ["another shape", () => Response.json({ decisions: null })],
  ["nothing", () => Response.json(null)],
  ["a list of something else", () => Response.json({ decisions: [1] })],
])("%s for an answer is a failure that is told, never thrown", async (_name, answer) => {
  const page = await openHistory(answer);
  await vi.waitFor(() => expect(status(page)).toBe("This cannot be loaded now. Try again later."));
  expect(page.errors).toHaveLength(1);
});

test("a receipt that waits for its place in the log is asked for again, then saved under its own name", async () => {
  const answers = [Response.json({ status: "pending" }, { status: 202 }), Response.json({ status: "logged" })];
  const page = await openHistory((url) =>
    url.pathname.includes("/receipt/")
      ? (answers.shift() ?? Response.error())
      : Response.json({ decisions: DECISIONS }),
  );
  await vi.waitFor(() => expect(rows(page)).toHaveLength(3));
  const saved: { name: string; blob: Blob }[] = [];
  const blobs = new Map<string, Blob>();
  page.window.URL.createObjectURL = (blob) => {
    blobs.set("blob:1", blob as Blob);
    return "blob:1";
  };
  page.window.HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: blobs.get(this.href) as Blob });
  };
  const waits: number[] = [];
  page.window.setTimeout = ((act: () => void, delayMs = 0) => {
    waits.push(delayMs);
    // The address lives on for the browser to read.
    if (delayMs < 60_000) queueMicrotask(act);
    return 0;
  }) as typeof page.window.setTimeout;
  page.find(".ch-choice li:nth-child(2) .ch-own")?.click();
  await vi.waitFor(() => expect(saved).toHaveLength(1));
  expect([saved[0]?.name, saved[0]?.blob.type]).toEqual(["cookiehub-receipt-aud_2.json", "application/json"]);
  expect(JSON.parse((await saved[0]?.blob.text()) ?? "")).toEqual({ status: "logged" });
  expect(waits).toEqual([2_000, 60_000]);
  expect(page.urls.at(-1)?.pathname).toBe("/api/v1/consent/receipt/aud_2");
});

test("a receipt that cannot be had says so where the visitor looks", async () => {
  const page = await openHistory((url) =>
    url.pathname.includes("/receipt/") ? Response.json({}, { status: 404 }) : Response.json({ decisions: DECISIONS }),
  );
  await vi.waitFor(() => expect(rows(page)).toHaveLength(3));
  page.find(".ch-choice li:nth-child(2) .ch-own")?.click();
  await vi.waitFor(() => expect(status(page)).toBe("This cannot be loaded now. Try again later."));
});
