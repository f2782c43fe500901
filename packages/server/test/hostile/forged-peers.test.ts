import { describe, expect, test } from "vitest";
import { startTestServer } from "../test-server.ts";

describe("peers that nobody trusts", () => {
  test("choose neither their law, nor their address, nor the id of their request", async () => {
    const own = await startTestServer({ env: { COOKIEHUB_TRUSTED_PROXIES: "none", COOKIEHUB_LIMIT_READS: "1" } });
    const check = (headers: Record<string, string>, query = ""): Promise<Response> =>
      own.call("GET", `/api/v1/consent?tenant=demo&device=dev_forged01${query}`, { headers });
    const plain = await check({});
    const { regulation } = (await plain.json()) as { regulation: string };
    const forged = await check(
      { "X-Geo-Country": "US-CA", "CF-IPCountry": "US", "X-Request-ID": "chosen-by-me", "X-Forwarded-For": "8.8.8.8" },
      "&country=US-CA",
    );
    expect(await forged.json()).toMatchObject({ regulation });
    expect(forged.headers.get("x-request-id")).not.toBe("chosen-by-me");
    // Two a minute at once, by the address that is really theirs, whatever they forward.
    const third = await check({ "X-Forwarded-For": "203.0.113.99" });
    expect([third.status, Number(third.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    await own.close();
  });
});
