import type { TenantConfig } from "@cookiehub/schemas/types";

/** First-party storage, guarded: where the browser refuses (sandboxed frame, cookies off) reads answer `null`. */
export interface BrowserStorage {
  /** Answers every value stored under the name: differing paths and domains give several. */
  readCookies(name: string): string[];
  /** Writes a cookie for the whole site. `maxAgeS` in seconds. */
  writeCookie(name: string, value: string, maxAgeS: number): void;
  readItem(key: string): string | null;
  /** Answers whether the text was stored. */
  writeItem(key: string, text: string): boolean;
  /** Like `readItem` and `writeItem`, for as long as the tab lives. */
  readSessionItem(key: string): string | null;
  writeSessionItem(key: string, text: string): boolean;
}

/**
 * Opens the storage of this page. The cookie is reached by the prototype: a form or picture named `cookie` takes the
 * place of the document's own property.
 * `domain`: host whose cookie it is, with all hosts below it; absent: this host's alone.
 */
export function createStorage(domain?: string): BrowserStorage {
  return {
    readCookies(name) {
      const cookies = attempt(() => Reflect.get(Document.prototype, "cookie", document) as string);
      return (cookies ?? "")
        .split("; ")
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
    },
    writeCookie(name, value, maxAgeS) {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      const text = `${name}=${value}; Path=/; SameSite=Lax; Max-Age=${maxAgeS}${domain ? `; Domain=${domain}` : ""}${secure}`;
      // The Cookie Store API is asynchronous; the choice has to be kept inside the click.
      attempt(() => Reflect.set(Document.prototype, "cookie", text, document));
    },
    readItem: (key) => readFrom("localStorage", key),
    writeItem: (key, text) => writeTo("localStorage", key, text),
    readSessionItem: (key) => readFrom("sessionStorage", key),
    writeSessionItem: (key, text) => writeTo("sessionStorage", key, text),
  };
}

/** The domain of the consent cookie, where the tenant shares it among its subdomains and this page is one of them. */
export function toCookieDomain(
  { domain, sharing }: Pick<TenantConfig, "domain" | "sharing">,
  hostname: string,
): string | undefined {
  const [site = ""] = domain.split(":");
  const isBelow = hostname === site || hostname.endsWith(`.${site}`);
  return sharing?.subdomains && isBelow ? site : undefined;
}

// Even touching `localStorage` can throw, so it is reached by its name.
type StorageName = "localStorage" | "sessionStorage";

function readFrom(name: StorageName, key: string): string | null {
  return attempt(() => window[name].getItem(key)) ?? null;
}

function writeTo(name: StorageName, key: string, text: string): boolean {
  // `setItem` answers nothing, and throws where nothing was stored.
  return attempt(() => window[name].setItem(key, text) === undefined) === true;
}

function attempt<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    // A browser that refuses storage is a state, not a fault: the choice then lives as long as the page.
    return undefined;
  }
}
