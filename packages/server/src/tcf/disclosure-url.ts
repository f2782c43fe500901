/** Why a vendor's address is not asked, or what came from it is not shown (T79, T80). */
export type DisclosureFault =
  | "bad_address"
  | "private_address"
  | "unreachable"
  | "bad_status"
  | "too_many_redirects"
  | "too_large"
  | "malformed";

/** A disclosure could not be read. */
export class DisclosureError extends Error {
  readonly code: DisclosureFault;
  constructor(code: DisclosureFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DisclosureError";
    this.code = code;
  }
}

/**
 * Reads an address that a vendor, or its redirect, names (T80): https on its own port, and no credentials. Where it leads
 * is checked when its name is resolved. Throws `DisclosureError`.
 */
export function readDisclosureUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new DisclosureError("bad_address", "the address cannot be read");
  if (url.protocol !== "https:") throw new DisclosureError("bad_address", "the address is not https");
  // Another port would make of us somebody who looks which ports of a host are open.
  if (url.port !== "") throw new DisclosureError("bad_address", "the address names a port");
  if (url.username || url.password) throw new DisclosureError("bad_address", "the address holds credentials");
  return url;
}

/** The host of a URL as a resolver takes it: without the brackets of an IPv6 address, or the root's dot. */
export function toHostname(url: URL): string {
  return url.hostname.replace(/^\[(.+)\]$/, "$1").replace(/\.$/, "");
}
