import { describe, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { createPurger } from "./settings.ts";

const AWS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "very-secret" };

describe("the CDN in the environment", () => {
  test.each([
    [{ COOKIEHUB_CDN: "cloudfront", COOKIEHUB_CDN_ID: "E1", ...AWS }, "cloudfront"],
    [{ COOKIEHUB_CDN: "bunny", COOKIEHUB_CDN_ID: "4711", COOKIEHUB_CDN_API_KEY: "k" }, "bunny"],
    [{ COOKIEHUB_CDN: "bunny", COOKIEHUB_CDN_URL: "https://cdn.example/", COOKIEHUB_CDN_API_KEY: "k" }, "bunny"],
    [{ COOKIEHUB_CDN: "cloudflare", COOKIEHUB_CDN_ID: "z1", COOKIEHUB_CDN_API_KEY: "k" }, "cloudflare"],
  ])("%j is %s", (env, provider) => {
    const { cdn } = readConfig(env);
    expect(cdn && createPurger(cdn, () => 0).provider).toBe(provider);
  });

  test("is none when nothing is said, whatever keys stand around for others", () => {
    expect(readConfig(AWS).cdn).toBeUndefined();
  });

  test.each([
    [{ COOKIEHUB_CDN: "cloudfront", ...AWS }, "COOKIEHUB_CDN_ID"],
    [{ COOKIEHUB_CDN: "cloudfront", COOKIEHUB_CDN_ID: "E1" }, "AWS_ACCESS_KEY_ID"],
    [{ COOKIEHUB_CDN: "bunny", COOKIEHUB_CDN_ID: "4711" }, "COOKIEHUB_CDN_API_KEY"],
    [{ COOKIEHUB_CDN: "bunny", COOKIEHUB_CDN_API_KEY: "k" }, "COOKIEHUB_CDN_ID"],
    [{ COOKIEHUB_CDN: "cloudflare", COOKIEHUB_CDN_API_KEY: "k" }, "COOKIEHUB_CDN_ID"],
    [{ COOKIEHUB_CDN: "akamai" }, "COOKIEHUB_CDN must be none"],
    [{ COOKIEHUB_CDN_ID: "../../other" }, "COOKIEHUB_CDN_ID must be"],
  ])("%j ends the start with a line that names %s, and no secret", (env, name) => {
    expect(() => readConfig(env)).toThrow(name);
    expect(() => readConfig(env)).not.toThrow("very-secret");
  });
});
