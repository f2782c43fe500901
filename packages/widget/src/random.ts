/** Draws an id of 128 random bits: a prefix and 22 characters of base64url. */
export function createId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = btoa(String.fromCharCode(...bytes));
  return prefix + text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
