import { describe, expect, test } from "vitest";
import { checkOrigin, isTenantOrigin } from "./origin.ts";

const config = {
  domain: "shop.example",
  subdomains: ["other.test", "localhost:4400", "tls.test:443", "plain.test:80"],
};

describe("the origin of a browser's write", () => {
  test.each([
    "https://shop.example",
    "https://www.shop.example",
    "http://shop.example:8080",
    "https://other.test",
    "http://localhost:4400",
    "https://tls.test",
    "https://www.tls.test:443",
    "http://plain.test",
  ])("%s belongs to the tenant", (origin) => expect(isTenantOrigin(origin, config)).toBe(true));

  test.each([
    "https://evil.example",
    "https://shop.example.evil.test",
    "https://notshop.example",
    "http://localhost:4401",
    "http://tls.test",
    "https://tls.test:8443",
    "https://plain.test",
    "null",
    "",
    "file://",
    "javascript:alert(1)",
    "chrome-extension://shop.example",
  ])("%s does not", (origin) => expect(isTenantOrigin(origin, config)).toBe(false));

  test("that is foreign is refused", () => {
    expect(() => checkOrigin("https://evil.example", config)).toThrow("hosts");
  });

  test("is not asked of callers that are no browsers", () => {
    expect(() => checkOrigin(undefined, config)).not.toThrow();
  });
});
