import { toNextTask } from "../schedule.ts";

/** Reads the names of the cookies that this page can see; none where the browser refuses. */
export function readCookieNames(): string[] {
  const names = document.cookie.split("; ").map((pair) => pair.split("=", 1)[0] ?? "");
  return [...new Set(names)].filter(Boolean);
}

/**
 * Deletes cookies by name, wherever this page can: host-only and on every parent domain, on every path above it,
 * partitioned or not. A cookie is deleted only by the domain and path it was set with, and a page cannot read those:
 * they are tried, most likely first, until the name is gone. What is HttpOnly, or lies on another path, is out of reach.
 */
export async function deleteCookies(isRefused: (name: string) => boolean): Promise<void> {
  const domains = toDomains(location.hostname);
  for (const name of readCookieNames().filter(isRefused)) {
    for (const path of toPaths(location.pathname)) {
      for (const text of toDeletions(name, path, domains, location.protocol === "https:")) {
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API cannot delete on a parent domain everywhere
        document.cookie = text;
      }
      if (!readCookieNames().includes(name)) break;
    }
    await toNextTask();
  }
}

/** Spells out the texts that delete a cookie of this name and path, on each domain. */
export function toDeletions(name: string, path: string, domains: readonly string[], isSecure: boolean): string[] {
  // Names with a prefix such as `__Secure-` are taken only with it.
  const kinds = isSecure ? ["; Secure", "; Secure; Partitioned"] : [""];
  return ["", ...domains.map((domain) => `; Domain=${domain}`)].flatMap((domain) =>
    kinds.map((kind) => `${name}=; Max-Age=0; Path=${path}${domain}${kind}`),
  );
}

/** Lists a host and the domains above it; not the last label, which is nobody's. */
export function toDomains(host: string): string[] {
  const labels = host.split(".");
  return labels.map((_, index) => labels.slice(index).join(".")).slice(0, Math.max(1, labels.length - 1));
}

/** Lists the paths that a cookie of this page may have, the root first. */
export function toPaths(path: string): string[] {
  const parts = path.split("/").filter(Boolean);
  const above = parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  return ["/", ...above.flatMap((one) => [one, `${one}/`])];
}
