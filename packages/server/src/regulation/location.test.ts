import { describe, expect, test } from "vitest";
import type { ApiRequest } from "../http/route.ts";
import { readLocation } from "./location.ts";

function createRequest(
  headers: Record<string, string>,
  isFromTrustedProxy = true,
  query: Record<string, string> = {},
): ApiRequest {
  return {
    requestId: "r",
    param: () => "",
    query: (name) => query[name],
    header: (name) => headers[name],
    isFromTrustedProxy,
    clientAddress: "",
    readJson: async () => undefined,
  };
}

describe("where the visitor is", () => {
  test.each([
    [{ "x-geo-country": "DE" }, "DE"],
    [{ "x-geo-country": "us-ca" }, "US-CA"],
    [{ "cloudfront-viewer-country": "US", "cloudfront-viewer-country-region": "CA" }, "US-CA"],
    [{ "cloudfront-viewer-country": "FR" }, "FR"],
    [{ "cf-ipcountry": "BR" }, "BR"],
    [{ "x-geo-country": "DE", "cf-ipcountry": "US" }, "DE"],
    [{ "cf-ipcountry": "XX" }, null],
    [{ "x-geo-country": "Germany" }, null],
    [{ "x-geo-country": "DE, US" }, null],
    [{}, null],
  ])("%j means %s", (headers, location) => {
    expect(readLocation(createRequest(headers as Record<string, string>))).toBe(location);
  });

  test("the query twin means the same, and the header wins", () => {
    expect(readLocation(createRequest({}, true, { country: "FR" }))).toBe("FR");
    expect(readLocation(createRequest({ "x-geo-country": "DE" }, true, { country: "FR" }))).toBe("DE");
  });

  test("is believed from trusted proxies only (D12)", () => {
    expect(readLocation(createRequest({ "x-geo-country": "US" }, false, { country: "US" }))).toBeNull();
  });
});
