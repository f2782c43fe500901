import { describe, expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { createRequestLimits, type RequestLimitSettings, toRateClass } from "./request-limits.ts";
import type { ApiRequest, RateClass } from "./route.ts";

const SETTINGS = { reads: 4, writes: 2, events: 3, keyCalls: 3, failedKeys: 2, tenantFactor: 5 };

function startLimits(settings: Partial<RequestLimitSettings> = {}) {
  let nowMs = 0;
  const isTrusted = (address: string): boolean => address.startsWith("10.") || address === "127.0.0.1";
  const limits = createRequestLimits({ ...SETTINGS, ...settings }, isTrusted, () => nowMs);
  return {
    limits,
    wait: (ms: number) => {
      nowMs += ms;
    },
    /** Calls until it is refused, at most 1,000 times; answers how often it passed. */
    countPassed: (limit: RateClass, request: ApiRequest): number => {
      for (let count = 0; count < 1000; count++) if (refusalOf(() => limits.check(limit, request))) return count;
      return 1000;
    },
  };
}

function refusalOf(call: () => void): ApiError | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function toRequest(clientAddress: string, headers: Readonly<Record<string, string>> = {}): ApiRequest {
  return {
    requestId: "req_1",
    param: () => "",
    query: () => undefined,
    header: (name) => headers[name],
    isFromTrustedProxy: false,
    clientAddress,
    readJson: async () => undefined,
  };
}

const visitor = (address: string, tenant = "demo"): ApiRequest => toRequest(address, { "x-tenant-id": tenant });

describe("a browser's calls", () => {
  test("pass twice a minute's worth at once, then are refused with the seconds to wait, at least one", () => {
    const { limits, countPassed, wait } = startLimits();
    expect(countPassed("write", visitor("203.0.113.7"))).toBe(4);
    const refusal = refusalOf(() => limits.check("write", visitor("203.0.113.7")));
    expect([refusal?.code, refusal?.status, refusal?.retryAfterSeconds]).toEqual(["rate_limited", 429, 30]);
    wait(29_999);
    expect(refusalOf(() => limits.check("write", visitor("203.0.113.7")))?.retryAfterSeconds).toBe(1);
    wait(1);
    expect(countPassed("write", visitor("203.0.113.7"))).toBe(1);
  });

  test("are counted by prefix and tenant: another address of the same /24 shares, another network or site does not", () => {
    const { countPassed } = startLimits();
    expect(countPassed("write", visitor("203.0.113.7"))).toBe(4);
    expect(countPassed("write", visitor("203.0.113.200"))).toBe(0);
    expect(countPassed("write", visitor("203.0.114.7"))).toBe(4);
    expect(countPassed("write", visitor("203.0.113.7", "other"))).toBe(4);
    expect(countPassed("read", visitor("203.0.113.7"))).toBe(8);
  });

  test("of a whole IPv6 /56 are one visitor's", () => {
    const { countPassed } = startLimits();
    expect(countPassed("write", visitor("2001:db8:0:1200::1"))).toBe(4);
    expect(countPassed("write", visitor("2001:db8:0:12ff::1"))).toBe(0);
  });

  test("from many addresses are held by what the tenant's visitors share", () => {
    const { limits, countPassed } = startLimits();
    let passed = 0;
    for (let host = 0; host < 200; host++) {
      if (!refusalOf(() => limits.check("write", visitor(`198.51.${host}.1`)))) passed++;
    }
    expect(passed).toBe(20);
    expect(countPassed("write", visitor("192.0.2.1", "other"))).toBe(4);
  });

  test("that are refused do not use up what the tenant's other visitors share", () => {
    const { limits, countPassed } = startLimits();
    for (let count = 0; count < 1000; count++) refusalOf(() => limits.check("write", visitor("203.0.113.7")));
    expect(countPassed("write", visitor("198.51.100.7"))).toBe(4);
  });

  test("with made-up tenants are held by what one address may do anywhere", () => {
    const { limits } = startLimits();
    let passed = 0;
    for (let count = 0; count < 1000; count++) {
      if (!refusalOf(() => limits.check("write", visitor("203.0.113.7", `t${count}`)))) passed++;
    }
    expect(passed).toBe(40);
  });

  test("that report events are counted by address alone, whatever tenant their address line names", () => {
    const { limits } = startLimits();
    const passed = Array.from({ length: 50 }, (_, count) => visitor("203.0.113.7", `t${count}`)).filter(
      (request) => !refusalOf(() => limits.check("event", request)),
    );
    expect(passed).toHaveLength(6);
  });

  test("of a tenant named in the body are held by what its visitors share", () => {
    const { limits } = startLimits();
    const calls = Array.from({ length: 50 }, (_, host) => visitor(`198.51.${host}.1`));
    expect(calls.filter((request) => !refusalOf(() => limits.checkTenant("event", "demo", request)))).toHaveLength(30);
  });

  test.each(["127.0.0.1", "10.1.2.3", ""])("from %j, which stands for everybody behind it, are not limited", (peer) => {
    const { limits, countPassed } = startLimits();
    expect(countPassed("write", visitor(peer))).toBe(1000);
    for (let count = 0; count < 100; count++) limits.checkTenant("event", "demo", visitor(peer));
  });

  test("are not limited where the operator says 0", () => {
    const { countPassed } = startLimits({ writes: 0 });
    expect(countPassed("write", visitor("203.0.113.7"))).toBe(1000);
    expect(startLimits({ tenantFactor: 0 }).countPassed("write", visitor("203.0.113.7"))).toBe(4);
  });
});

describe("a server's calls", () => {
  const server = (key: string, address = "203.0.113.7"): ApiRequest => toRequest(address, { "x-api-key": key });

  test("are counted by key, wherever they come from", () => {
    const { countPassed } = startLimits();
    expect(countPassed("key", server("chk_a"))).toBe(6);
    expect(countPassed("key", server("chk_a", "10.0.0.1"))).toBe(0);
    expect(countPassed("key", server("chk_b"))).toBe(6);
  });

  test("without a key are counted as a browser's: some take a visitor's token instead", () => {
    const { countPassed } = startLimits();
    expect(countPassed("key", visitor("203.0.113.7"))).toBe(4);
  });

  test("that put no key into Authorization are a browser's, whatever stands there; one key in two headers is one", () => {
    const { limits, countPassed } = startLimits();
    const call = (headers: Record<string, string>) =>
      refusalOf(() => limits.check("key", toRequest("203.0.113.7", { "x-tenant-id": "demo", ...headers })));
    const refused = Array.from({ length: 10 }, (_, n) => call({ authorization: `Basic ${n}` })).filter(Boolean);
    expect(refused).toHaveLength(6);
    expect(countPassed("key", toRequest("203.0.113.7", { "x-api-key": "chk_1" }))).toBe(6);
    expect(call({ authorization: "Bearer chk_1" })?.code).toBe("rate_limited");
  });

  test("from an address whose keys were refused too often are refused, until it has waited", () => {
    const { limits, countPassed, wait } = startLimits();
    for (let count = 0; count < 4; count++) {
      expect(refusalOf(() => limits.check("key", server(`guess${count}`)))).toBeUndefined();
      limits.onRefusedKey(server(`guess${count}`));
    }
    expect(refusalOf(() => limits.check("key", server("chk_good")))?.code).toBe("rate_limited");
    expect(countPassed("key", server("chk_good", "198.51.100.1"))).toBe(6);
    wait(30_000);
    expect(refusalOf(() => limits.check("key", server("chk_good2")))).toBeUndefined();
  });
});

test.each([
  [{ method: "GET", group: "consent", isCrossOrigin: true }, "read"],
  [{ method: "POST", group: "consent", isCrossOrigin: true }, "write"],
  [{ method: "DELETE", group: "consent" }, "write"],
  [{ method: "PUT", group: "tenants", scope: "config:write" }, "key"],
  [{ method: "GET", group: "operation" }, "none"],
  [{ method: "POST", group: "edge", limit: "event" }, "event"],
] as const)("a route that says %j is limited as %s", (route, limit) => {
  expect(toRateClass(route)).toBe(limit);
});
