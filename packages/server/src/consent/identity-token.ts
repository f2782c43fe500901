import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "../http/api-error.ts";
import type { IdentitySecretRow, TenantRow } from "../storage/ports.ts";

/** Longest time that a token may still be good for: a stolen one must not be good for ever. */
export const TOKEN_AGE_MAX_MS = 86_400_000;

const PATTERN = /^(\d{1,12})\.([0-9a-f]{64})$/;

/** Signs that a user is who the site says, until a time in seconds since 1970: `{expiry}.{HMAC-SHA-256}`. */
export function toIdentityToken(secret: string, tenantId: string, userId: string, expiryS: number): string {
  return `${expiryS}.${toSignature(secret, tenantId, userId, expiryS).toString("hex")}`;
}

/**
 * Checks an identity token against each of a tenant's secrets; the tenant may be named by its id or its code in what
 * was signed. Throws `unauthorized` for a wrong, an expired, or a too long-lived one.
 */
export function checkIdentityToken(
  token: string,
  tenant: Pick<TenantRow, "tenantId" | "code">,
  userId: string,
  secrets: readonly Pick<IdentitySecretRow, "secret">[],
  nowMs: number,
): void {
  const [, expiry = "", signature = ""] = PATTERN.exec(token) ?? [];
  const expiryMs = Number(expiry) * 1000;
  const given = Buffer.from(signature, "hex");
  const isSigned = secrets.some(({ secret }) =>
    [tenant.tenantId, tenant.code].some((name) => {
      const wanted = toSignature(secret, name, userId, Number(expiry));
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    }),
  );
  if (!isSigned) throw new ApiError("unauthorized", "The identity token is not valid for this tenant and user.");
  if (expiryMs <= nowMs) throw new ApiError("unauthorized", "The identity token has expired. Make a new one.");
  if (expiryMs > nowMs + TOKEN_AGE_MAX_MS) {
    throw new ApiError("unauthorized", "The identity token lives too long. Let it expire within 24 hours.");
  }
}

function toSignature(secret: string, tenant: string, userId: string, expiryS: number): Buffer {
  return createHmac("sha256", secret).update(`${tenant}:${userId}:${expiryS}`).digest();
}
