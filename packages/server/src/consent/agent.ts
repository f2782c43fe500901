import { UAParser } from "ua-parser-js";

/** What is kept of a user agent: families, no versions, so that it does not single anybody out. */
export interface Agent {
  readonly browser: string;
  readonly os: string;
  readonly device: "desktop" | "mobile" | "tablet" | "other";
}

const ENTRIES_MAX = 5000;
const LENGTH_MAX = 512;
const UNKNOWN: Agent = { browser: "", os: "", device: "other" };

/** Reads user agents through a bounded memory: parsing one costs more than everything else a request does. */
export function createAgentReader(): (userAgent: string | undefined) => Agent {
  const known = new Map<string, Agent>();
  return (userAgent) => {
    if (!userAgent) return UNKNOWN;
    const text = userAgent.slice(0, LENGTH_MAX);
    const found = known.get(text);
    if (found) return found;
    const agent = toAgent(text);
    if (known.size >= ENTRIES_MAX) known.delete(known.keys().next().value ?? "");
    known.set(text, agent);
    return agent;
  };
}

function toAgent(text: string): Agent {
  const parser = new UAParser(text);
  const browser = parser.getBrowser().name ?? "";
  const os = parser.getOS().name ?? "";
  const type = parser.getDevice().type;
  if (type === "mobile" || type === "tablet") return { browser, os, device: type };
  const isDesktop = type === undefined && /^(Windows|Mac OS|Linux|Chromium OS|Ubuntu|Debian|Fedora)$/.test(os);
  return { browser, os, device: isDesktop ? "desktop" : "other" };
}

/** Writes an agent for people: `Chrome on Windows, desktop`. */
export function toAgentText(agent: Agent): string {
  return agent.browser ? `${agent.browser} on ${agent.os || "unknown"}, ${agent.device}` : "";
}
