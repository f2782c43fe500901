import { createHmac, timingSafeEqual } from "node:crypto";
import { fromCookieText, toCookieText } from "@cookiehub/schemas/codec";
import type { StoredChoice } from "@cookiehub/schemas/types";

/** How long a token is good for, in milliseconds: as long as a page takes to load. */
export const TRANSFER_TTL_MS = 60_000;

/** What a token is bound to beside its content: where it may be used, and by whom. */
export interface TransferBinding {
  readonly tenantId: string;
  /** Host of the page that the visitor comes from. */
  readonly from: string;
  readonly addressPrefix: string;
  readonly userAgent: string;
}

/** What a token carries. The device that the choice was made on is not in it: ids must not link domains (0036). */
export interface Transfer {
  /** Host of the page that may use it. */
  readonly to: string;
  /** Names this token, so that it is good once. */
  readonly nonce: string;
  readonly expiresAtMs: number;
  readonly choice: Omit<StoredChoice, "deviceId">;
}

// expiry ! nonce ! host ! choice, where the choice is cookie text without its tenant and its device.
const HEAD_FIELDS = 3;
/** Stands where cookie text names a device, while it is read. */
const NO_DEVICE = "no-device";

/** Writes a token: `{content}.{HMAC-SHA-256}`, both base64url. `null` when the choice does not fit into cookie text. */
export function toTransferToken(secret: string, transfer: Transfer, binding: TransferBinding): string | null {
  const text = toCookieText({ ...transfer.choice, deviceId: NO_DEVICE });
  if (text === null) return null;
  const [format, , , ...rest] = text.split("!");
  const head = [Math.floor(transfer.expiresAtMs / 1000).toString(36), transfer.nonce, transfer.to];
  const content = Buffer.from([...head, format, ...rest].join("!")).toString("base64url");
  return `${content}.${toSignature(secret, content, binding).toString("base64url")}`;
}

/** Reads a token; `null` for one that was not signed for this binding, or that is too old. */
export function fromTransferToken(
  secret: string,
  token: string,
  binding: TransferBinding,
  nowMs: number,
): Transfer | null {
  const [content = "", signature = ""] = token.split(".");
  const [wanted, given] = [toSignature(secret, content, binding), Buffer.from(signature, "base64url")];
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return null;
  const parts = Buffer.from(content, "base64url").toString().split("!");
  const [expiry = "", nonce = "", to = "", format = ""] = parts;
  const owner = [binding.tenantId, NO_DEVICE];
  const choice = fromCookieText([format, ...owner, ...parts.slice(HEAD_FIELDS + 1)].join("!"));
  const expiresAtMs = Number.parseInt(expiry, 36) * 1000;
  if (choice === null || !(expiresAtMs > nowMs)) return null;
  const { deviceId: _deviceId, ...carried } = choice;
  return { to, nonce, expiresAtMs, choice: carried };
}

function toSignature(secret: string, content: string, binding: TransferBinding): Buffer {
  const { tenantId, from, addressPrefix, userAgent } = binding;
  const signed = JSON.stringify(["consent transfer", content, tenantId, from, addressPrefix, userAgent]);
  return createHmac("sha256", secret).update(signed).digest();
}
