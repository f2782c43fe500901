import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs that an archive may be downloaded until a time, in whole seconds since 1970. */
export function toDownloadToken(secret: string, exportId: string, expiresAtS: number): string {
  return toSignature(secret, exportId, expiresAtS).toString("base64url");
}

/** Whether a token was signed for this archive and time. */
export function isDownloadToken(secret: string, exportId: string, expiresAtS: number, token: string): boolean {
  const [wanted, given] = [toSignature(secret, exportId, expiresAtS), Buffer.from(token, "base64url")];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

// The ids have one length and no line ends: no two pairs are the same text.
function toSignature(secret: string, exportId: string, expiresAtS: number): Buffer {
  return createHmac("sha256", secret).update(`export-download\n${exportId}\n${expiresAtS}`).digest();
}
