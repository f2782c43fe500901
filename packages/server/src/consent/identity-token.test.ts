import { describe, expect, test } from "vitest";
import { checkIdentityToken, TOKEN_AGE_MAX_MS, toIdentityToken } from "./identity-token.ts";

// printf '%s' 'demo:anna:1795000000' | openssl dgst -sha256 -hmac 'identity-secret-of-the-shop'
const SECRET = "identity-secret-of-the-shop";
const EXPIRY_S = 1_795_000_000;
const BY_ID = "9ffd81062e46cb5a3dc67445a403af0c003f1c54c3a88bc4309161c38bd600d0";
const BY_CODE = "d0e37e7d712f8d519e42fd0a8a4d2afa43bc7d2c9c112eefb96ccdfb8ed6e8a7";
const WITH_COLON = "095910a298d100d42fbc1ccb51f72c8011d288d83faa2cce12dbf5a18bfc6f83";
const TOKEN = `${EXPIRY_S}.${BY_ID}`;

const tenant = { tenantId: "demo", code: "demo0001" };
const NOW = EXPIRY_S * 1000 - 60_000;

function check(
  token: string,
  { userId = "anna", of = tenant, secrets = [SECRET], nowMs = NOW } = {},
): "passes" | string {
  try {
    checkIdentityToken(
      token,
      of,
      userId,
      secrets.map((secret) => ({ secret })),
      nowMs,
    );
    return "passes";
  } catch (error) {
    expect(error).toMatchObject({ code: "unauthorized" });
    return String(error);
  }
}

describe("an identity token", () => {
  test("is what openssl makes of {tenant}:{user}:{expiry}", () => {
    expect(toIdentityToken(SECRET, "demo", "anna", EXPIRY_S)).toBe(TOKEN);
  });

  test("passes with the tenant's id or code in what was signed, by any of the tenant's secrets", () => {
    expect(check(TOKEN)).toBe("passes");
    expect(check(`${EXPIRY_S}.${BY_CODE}`)).toBe("passes");
    expect(check(TOKEN, { secrets: ["the newer secret", SECRET] })).toBe("passes");
  });

  test("may be about a user whose id holds colons, and about no other that reads alike", () => {
    const token = `${EXPIRY_S}.${WITH_COLON}`;
    expect(check(token, { userId: "team:anna" })).toBe("passes");
    expect(check(token, { userId: "anna", of: { tenantId: "team", code: "team0001" } })).toContain("not valid");
  });

  test.each([
    ["another user", TOKEN, { userId: "bert" }],
    ["a user whose id differs in case", TOKEN, { userId: "Anna" }],
    ["another tenant", TOKEN, { of: { tenantId: "other", code: "other001" } }],
    ["another secret", TOKEN, { secrets: ["guess"] }],
    ["a tenant without secrets", TOKEN, { secrets: [] }],
    ["a later expiry than was signed", `${EXPIRY_S + 1}.${BY_ID}`, {}],
    ["a truncated signature", TOKEN.slice(0, -2), {}],
    ["a longer signature", `${TOKEN}00`, {}],
    ["capital digits", `${EXPIRY_S}.${BY_ID.toUpperCase()}`, {}],
    ["no signature", `${EXPIRY_S}.`, {}],
    ["no expiry", `.${BY_ID}`, {}],
    ["a line break at its end", `${TOKEN}\n`, {}],
    ["nothing", "", {}],
  ])("does not pass with %s", (_what, token, changes) => {
    expect(check(token, changes)).toContain("not valid");
  });

  test("passes until its second has come, and not from then on", () => {
    expect(check(TOKEN, { nowMs: EXPIRY_S * 1000 - 1 })).toBe("passes");
    expect(check(TOKEN, { nowMs: EXPIRY_S * 1000 })).toContain("expired");
  });

  test("does not pass while it is good for more than 24 hours: a stolen one must not be good for ever", () => {
    expect(check(TOKEN, { nowMs: EXPIRY_S * 1000 - TOKEN_AGE_MAX_MS })).toBe("passes");
    expect(check(TOKEN, { nowMs: EXPIRY_S * 1000 - TOKEN_AGE_MAX_MS - 1 })).toContain("too long");
  });
});
