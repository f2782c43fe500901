import type { BlockingRule } from "@cookiehub/schemas/types";
import { toGlob } from "./glob.ts";

/** Finds the rule that an address falls under: the first that fits, in the order they were written. */
export type FindRule = (address: URL) => BlockingRule | undefined;

interface Entry {
  readonly order: number;
  readonly rule: BlockingRule;
  readonly port: string | undefined;
  readonly isPath: ((path: string) => boolean) | undefined;
  /** A pattern without `?` says nothing about the query. */
  readonly hasQuery: boolean;
}

const PATTERN = /^(?:\*(?=\.))?([^:/]+)(?::(\d+))?(\/.*)?$/;
const PORTS: Readonly<Record<string, string>> = { "http:": "80", "ws:": "80", "https:": "443", "wss:": "443" };

/**
 * Compiles rules once. An address is looked up by its host and by each domain above it, however many rules there are.
 * A pattern without a port stands for every port; one without a path for every path. Only http, https, ws and wss
 * addresses fall under a rule: `data:`, `blob:` and `about:` reach nobody.
 */
export function compileRules(rules: readonly BlockingRule[]): FindRule {
  // `.host` for what is below a host, `host` for itself.
  const byHost = new Map<string, Entry[]>();
  rules.forEach((rule, order) => {
    const [, host, port, path] = PATTERN.exec(rule.pattern) ?? [];
    if (!host) return;
    const key = host.toLowerCase();
    const entries = byHost.get(key) ?? [];
    byHost.set(key, entries);
    entries.push({
      ...{ order, rule, port },
      isPath: path === undefined ? undefined : toGlob(path),
      hasQuery: path?.includes("?") === true,
    });
  });
  return (address) => {
    const port = PORTS[address.protocol];
    if (port === undefined) return undefined;
    let found: Entry | undefined;
    for (const key of toKeys(address.hostname)) {
      // A list is in order: nothing after its first fit can come before it.
      const first = byHost.get(key)?.find((entry) => isFit(entry, address, port));
      if (first && (!found || first.order < found.order)) found = first;
    }
    return found?.rule;
  };
}

function isFit(entry: Entry, { port, pathname, search }: URL, defaultPort: string): boolean {
  if (entry.port !== undefined && entry.port !== (port || defaultPort)) return false;
  return !entry.isPath || entry.isPath(entry.hasQuery ? pathname + search : pathname);
}

/** `a.b.c` is found under `a.b.c`, `.b.c` and `.c`. */
function toKeys(hostname: string): string[] {
  // `host.` is the same host, by its full name.
  const host = hostname.replace(/\.$/, "");
  const keys = [host];
  for (let at = host.indexOf("."); at >= 0; at = host.indexOf(".", at + 1)) keys.push(host.slice(at));
  return keys;
}
