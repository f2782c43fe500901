/** The page that loaded a script, as far as its request tells; `""`: not told. */
export interface Page {
  readonly hostname: string;
  readonly path: string;
}

const HOSTNAME_MAX = 253;
const PATH_MAX = 1024;
const NOT_TOLD: Page = { hostname: "", path: "" };
const HOSTNAME = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$|^\[[0-9a-f:.]+\]$/;

/**
 * Reads the page out of a referrer. Host without port, path without query: addresses carry names and tokens there.
 * Most browsers tell another site the host alone, which reads as the path `/`.
 */
export function toPage(referrer: string): Page {
  const start = toHostStart(referrer);
  if (start < 0) return NOT_TOLD;
  let end = start;
  for (; end < referrer.length; end++) {
    const code = referrer.charCodeAt(end);
    if (code === 47 || code === 63 || code === 35) break; // / ? #
  }
  const hostname = toHostname(referrer.slice(start, end));
  if (hostname === "") return NOT_TOLD;
  return { hostname, path: toPath(referrer, end) };
}

// `https://`, `http://`, or the host at once, as some logs have it.
function toHostStart(referrer: string): number {
  if (referrer.startsWith("https://")) return 8;
  if (referrer.startsWith("http://")) return 7;
  return referrer === "" || referrer.includes(":") || !referrer.includes(".") ? -1 : 0;
}

/** The host of `user@host:port` in lower case; `""` where it is none. */
export function toHostname(authority: string): string {
  if (authority.length > HOSTNAME_MAX + 10) return "";
  const at = authority.lastIndexOf("@");
  const colon = authority.lastIndexOf(":");
  const hasPort = colon > at && colon > authority.lastIndexOf("]");
  const hostname = authority.slice(at + 1, hasPort ? colon : undefined).toLowerCase();
  return hostname.length <= HOSTNAME_MAX && HOSTNAME.test(hostname) ? hostname : "";
}

function toPath(referrer: string, from: number): string {
  if (referrer.charCodeAt(from) !== 47) return "/";
  let end = from;
  const last = Math.min(referrer.length, from + PATH_MAX);
  for (; end < last; end++) {
    const code = referrer.charCodeAt(end);
    if (code === 63 || code === 35) break; // ? #
  }
  return referrer.slice(from, end);
}
