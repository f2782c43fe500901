import * as schemas from "@cookiehub/schemas";
import type { ConsentEventsAnswer, ConsentTokenLookupAnswer } from "@cookiehub/schemas/types";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createModelAnalytics } from "../../test/model-analytics.ts";
import { createVaultApp, TEST_VAULT_KEY, type VaultApp } from "../../test/vault-app.ts";
import { createEventRow, createSessionRow, createTenantRow } from "../storage/contract/rows.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { AnalyticsStore, ConsentEventRow } from "../storage/ports.ts";

const PERIOD = { code: "shop0001", from: "2026-03-01", to: "2026-03-02" };
let analytics: AnalyticsStore;
let app: VaultApp;

/** Every endpoint, with a body that it takes and the shape of its answer. */
const ENDPOINTS: readonly (readonly [string, object, z.ZodType])[] = [
  ["/sessions/overview", PERIOD, schemas.sessionsOverviewAnswerSchema],
  ["/sessions/timeline", { ...PERIOD, dimension: "device" }, schemas.sessionsTimelineAnswerSchema],
  ["/consent/status", PERIOD, schemas.consentStatusAnswerSchema],
  ["/consent/funnel", PERIOD, schemas.consentFunnelAnswerSchema],
  ["/consent/categories", PERIOD, schemas.consentCategoriesAnswerSchema],
  ["/consent/dimensions", { ...PERIOD, dimension: "region" }, schemas.consentDimensionsAnswerSchema],
  [
    "/consent/dimension-categories",
    { ...PERIOD, dimension: "browser_context" },
    schemas.consentDimensionCategoriesAnswerSchema,
  ],
  ["/consent/matrix", { ...PERIOD, first: "os", second: "country" }, schemas.consentMatrixAnswerSchema],
  ["/consent/churn", PERIOD, schemas.consentChurnAnswerSchema],
  ["/consent/compliance", PERIOD, schemas.consentComplianceAnswerSchema],
  ["/consent/experiments", PERIOD, schemas.consentExperimentsAnswerSchema],
  ["/consent/token-lookup", { code: "shop0001", user_token: "dev_someone01" }, schemas.consentTokenLookupAnswerSchema],
  ["/consent/events", PERIOD, schemas.consentEventsAnswerSchema],
  ["/consent/latest", PERIOD, schemas.consentEventsAnswerSchema],
];
const DIMENSION_ENDPOINTS = ENDPOINTS.filter(([, body]) => "dimension" in body || "first" in body);

beforeAll(async () => {
  analytics = createModelAnalytics();
  const refusal = { categoriesConsented: [], method: "banner_reject", variant: "layout.box" };
  const another = { userToken: "dev_someone02" };
  const at = (time: string) => ({ receivedAtMs: Date.parse(`2026-03-${time}:00.000Z`) });
  await analytics.load("1", [
    createUserRow("shown", { ...at("01T09:00"), eventType: "impression", variant: "layout.box" }),
    createUserRow("agreed", { ...at("01T10:00"), gpc: true }),
    createUserRow("refused", { ...at("02T10:00"), ...refusal }),
    createUserRow("other", { ...at("02T11:00"), ...refusal, ...another, country: "", gppString: "DBAA" }),
    createEventRow("foreign", { code: "other001" }),
  ]);
  await analytics.loadSessions("1", [createSessionRow("one"), createSessionRow("two", { asnClass: "vpn" })]);
  app = await createVaultApp(analytics);
});

function createUserRow(eventId: string, changes: Partial<ConsentEventRow>): ConsentEventRow {
  return createEventRow(eventId, { userToken: "dev_someone01", ...changes });
}

async function read<Answer>(path: string, body: object): Promise<Answer> {
  return (await (await app.post(path, body)).json()) as Answer;
}

describe("every endpoint", () => {
  test.each(ENDPOINTS)(
    "%s answers exactly what its schema says, and nobody may keep it",
    async (path, body, schema) => {
      const response = await app.post(path, body);
      const answer = await response.json();
      expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(schema.parse(answer)).toEqual(answer);
      expect(JSON.stringify(answer)).not.toContain("foreign");
    },
  );

  test.each(ENDPOINTS)("%s refuses a member that it does not know, at its place", async (path, body) => {
    const response = await app.post(path, { ...body, hostnames: ["shop.example"] });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: "invalid_request", details: [{ path: "hostnames" }] } },
    ]);
  });

  test.each(ENDPOINTS)("%s is for those who show a key", async (path, body) => {
    for (const headers of [{}, { "X-API-Key": `${TEST_VAULT_KEY}x` }, { "X-API-Key": "" }]) {
      const response = await app.post(path, body, headers);
      expect([response.status, await response.json()]).toMatchObject([401, { error: { code: "unauthorized" } }]);
    }
  });

  test.each(ENDPOINTS)("%s does not find a tenant that is not here, and says which", async (path, body) => {
    const response = await app.post(path, { ...body, code: undefined, codes: ["shop0001", "nobody00"] });
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { code: "not_found", details: [{ path: "codes.1" }] } },
    ]);
  });

  test.each(ENDPOINTS)("%s says that the store is away, and when to come back", async (path, body) => {
    const ask = () => Promise.reject(new StorageUnavailableError("it took too long"));
    const away = await createVaultApp({ ask });
    const response = await away.post(path, body);
    expect([response.status, await response.json()]).toMatchObject([503, { error: { code: "database_error" } }]);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(away.lines).toMatchObject([{ endpoint: `POST ${path}`, status: 503 }]);
  });

  test.each(DIMENSION_ENDPOINTS)("%s takes no path, and says why", async (path, body) => {
    const response = await app.post(path, { ...body, path_segment: "/shop" });
    const { error } = (await response.json()) as { error: { details: { path: string; message: string }[] } };
    expect([response.status, error]).toMatchObject([400, { code: "invalid_request" }]);
    expect(error.details).toEqual([{ path: "path_segment", message: expect.stringContaining("not kept by path") }]);
  });

  test("tells the log how many rows the store answered, in the one line of its request", async () => {
    const logged = await createVaultApp(analytics);
    await logged.post("/consent/status", PERIOD);
    await logged.post("/consent/churn", PERIOD);
    await logged.post("/consent/experiments", PERIOD);
    await logged.post("/consent/events", PERIOD);
    await logged.post("/consent/events", { ...PERIOD, from: "never" });
    expect(logged.lines.map(({ status, rowsRead }) => [status, rowsRead])).toEqual([
      [200, 2],
      [200, 1],
      [200, 1],
      [200, 4],
      [400, undefined],
    ]);
    expect(JSON.stringify(logged.lines)).not.toMatch(/dev_someone|shop0001|vault_test/);
  });

  test("tells the log the rows of all its questions together", async () => {
    const tenants = [createTenantRow(), createTenantRow({ tenantId: "other", code: "other001" })];
    const ask: AnalyticsStore["ask"] = (name, given) =>
      analytics.ask(name, { ...given, ...("code" in given && { code: "shop0001" }) });
    const logged = await createVaultApp({ ask }, { tenants });
    await logged.post("/consent/experiments", { ...PERIOD, code: undefined, codes: ["shop0001", "other001"] });
    expect(logged.lines).toMatchObject([{ status: 200, rowsRead: 2 }]);
  });

  test.each(ENDPOINTS.filter(([path]) => !/experiments|token-lookup/.test(path)))(
    "%s asks within every filter that it takes",
    async (path, body) => {
      const isPathless = DIMENSION_ENDPOINTS.some(([one]) => one === path);
      const place = { hostname: "www.shop.example", country: "DE" };
      const asked: unknown[] = [];
      const ask: AnalyticsStore["ask"] = (name, given) => {
        asked.push(given);
        return analytics.ask(name, given);
      };
      const watched = await createVaultApp({ ask });
      await watched.post(path, { ...body, ...place, ...(!isPathless && { path_segment: "/shop" }) });
      const { code: _, ...rest } = body as typeof PERIOD;
      expect(asked).toEqual([
        expect.objectContaining({
          ...rest,
          ...place,
          codes: ["shop0001"],
          ...(!isPathless && { pathSegment: "/shop" }),
        }),
      ]);
    },
  );

  test("counts a tenant once, and by its code, also where its id is named", async () => {
    const asked: unknown[] = [];
    const tenants = [createTenantRow(), createTenantRow({ tenantId: "other001", code: "mine0001" })];
    const ask: AnalyticsStore["ask"] = (name, given) => {
      asked.push(given);
      return analytics.ask(name, given);
    };
    const watched = await createVaultApp({ ask }, { tenants });
    await watched.post("/consent/events", { ...PERIOD, code: undefined, codes: ["other001", "mine0001", "shop0001"] });
    expect(asked).toMatchObject([{ codes: ["mine0001", "shop0001"] }]);
  });
});

describe("raw events", () => {
  test("are all there, page after page, each once", async () => {
    const ids: string[] = [];
    let cursor: string | null | undefined;
    for (let pages = 0; pages < 10 && cursor !== null; pages++) {
      const page: ConsentEventsAnswer = await read("/consent/events", { ...PERIOD, limit: 1, cursor });
      ids.push(...page.events.map((event) => event.event_id));
      cursor = page.next_cursor;
    }
    expect([ids, cursor]).toEqual([["shown", "agreed", "refused", "other"], null]);
  });

  test("of each user the last decision in the period", async () => {
    const { events, next_cursor } = await read<ConsentEventsAnswer>("/consent/latest", PERIOD);
    expect([events.map((event) => [event.user_token, event.event_id]), next_cursor]).toEqual([
      [
        ["dev_someone01", "refused"],
        ["dev_someone02", "other"],
      ],
      null,
    ]);
  });

  test("of one user come by its token, which stands in the body", async () => {
    const { events, is_complete } = await read<ConsentTokenLookupAnswer>("/consent/token-lookup", {
      code: "shop0001",
      user_token: "dev_someone01",
    });
    expect([events.map((event) => event.event_id), is_complete]).toEqual([["shown", "agreed", "refused"], true]);
    expect(events[1]).toMatchObject({
      received_at: "2026-03-01T10:00:00.000Z",
      consent_method: "preferences",
      categories_disclosed: ["analytics", "marketing"],
      gpc: true,
      time_to_decision_ms: null,
    });
  });

  test.each(["", "x", "e30", Buffer.from('[1,1e99,"shop0001","a"]').toString("base64url"), "%", "x".repeat(501)])(
    "are not read on from %j, which is no cursor",
    async (cursor) => {
      const response = await app.post("/consent/events", { ...PERIOD, cursor });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: { code: "invalid_request", details: [{ path: "cursor" }] } },
      ]);
    },
  );

  test("a cursor names a place and gives no right: another tenant's events stay its own", async () => {
    const { next_cursor: cursor } = await read<ConsentEventsAnswer>("/consent/events", { ...PERIOD, limit: 1 });
    const text = Buffer.from(cursor ?? "", "base64url")
      .toString()
      .replace("shop0001", "other001");
    const forged = { ...PERIOD, cursor: Buffer.from(text).toString("base64url") };
    const page = await read<ConsentEventsAnswer>("/consent/events", forged);
    expect(page.events.map((event) => event.code)).not.toContain("other001");
  });
});
