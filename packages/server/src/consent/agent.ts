import { UAParser } from "ua-parser-js";
import type { BrowserContext } from "../storage/ports.ts";

/** What is kept of a user agent: families, no versions, so that it does not single anybody out. */
export interface Agent {
  readonly browser: string;
  readonly os: string;
  readonly device: "desktop" | "mobile" | "tablet" | "other";
  /** Left out by servers before it was told. */
  readonly browser_context?: BrowserContext | undefined;
}

/** What is read here tells the context always. */
interface ReadAgent extends Agent {
  readonly browser_context: BrowserContext;
}

/** Reads the text of a user agent; `undefined` or `""`: none was sent. */
export type AgentReader = (userAgent: string | undefined) => ReadAgent;

const ENTRIES_MAX = 5000;
const LENGTH_MAX = 512;
const UNKNOWN: ReadAgent = { browser: "", os: "", device: "other", browser_context: "" };

// What apps add to the user agent of pages that they open themselves: Facebook and Messenger, Instagram and Threads, TikTok,
// Line, WeChat, Snapchat, Pinterest, LinkedIn, X, the Google app, KakaoTalk, Naver, Reddit, VK.
const IN_APP =
  /\b(?:FBAN|FBAV|FB_IAB|Instagram|Barcelona|BytedanceWebview|musical_ly|TikTok|MicroMessenger|Snapchat|Pinterest|LinkedInApp|TwitterAndroid|Twitter for|GSA\/|KAKAOTALK|NAVER\(inapp|VKAndroidApp|VKClient|Reddit\/)|\bLine\//i;
const APPLE_MOBILE = /\b(?:iPhone|iPad|iPod)\b/;
// A browser of a computer and nothing else beside it. Looking for a device in it finds none, and is most of the work.
const PLAIN_DESKTOP =
  /^Mozilla\/5\.0 \((?:Windows NT [\d.]{3,5}; (?:Win64; x64|WOW64)|Macintosh; Intel Mac OS X [\d_.]{4,10}|X11; (?:Ubuntu; )?Linux x86_64)(?:; rv:[\d.]{3,8})?\) (?:AppleWebKit\/[\d.]{3,10} \(KHTML, like Gecko\) (?:Chrome|Version)\/[\d.]{3,20} Safari\/[\d.]{3,10}(?: (?:Edg|OPR)\/[\d.]{3,20})?|Gecko\/[\d.]{3,10} Firefox\/[\d.]{3,8})$/;

/**
 * Reads user agents through a bounded memory: parsing one costs more than everything else a request does. It holds at most
 * `2 * entriesMax`, in two generations: what is used moves to the young one, and when that is full the old one is dropped.
 */
export function createAgentReader(entriesMax = ENTRIES_MAX): AgentReader {
  let young = new Map<string, ReadAgent>();
  let old = new Map<string, ReadAgent>();

  function keep(text: string, agent: ReadAgent): ReadAgent {
    if (young.size >= entriesMax) {
      old = young;
      young = new Map();
    }
    young.set(toOwnText(text), agent);
    return agent;
  }

  return (userAgent) => {
    if (!userAgent) return UNKNOWN;
    const text = userAgent.length > LENGTH_MAX ? userAgent.slice(0, LENGTH_MAX) : userAgent;
    return young.get(text) ?? keep(text, old.get(text) ?? toAgent(text));
  };
}

// A part of a log's line keeps the whole line, or the whole file, in memory: what is remembered has to be a copy.
function toOwnText(text: string): string {
  const copy = Buffer.from(text, "latin1").toString("latin1");
  return copy === text ? copy : Buffer.from(text, "utf16le").toString("utf16le");
}

function toAgent(text: string): ReadAgent {
  const parser = new UAParser(text);
  const browser = parser.getBrowser().name ?? "";
  const os = parser.getOS().name ?? "";
  const type = PLAIN_DESKTOP.test(text) ? undefined : parser.getDevice().type;
  const browser_context = toContext(text, browser);
  if (type === "mobile" || type === "tablet") return { browser, os, device: type, browser_context };
  const isDesktop = type === undefined && /^(Windows|Mac OS|Linux|Chromium OS|Ubuntu|Debian|Fedora)$/.test(os);
  return { browser, os, device: isDesktop ? "desktop" : "other", browser_context };
}

// An app that names itself before the view that it shows pages in. On iOS every browser says `Safari/`, views do not, nor
// do pages on the home screen.
function toContext(text: string, browser: string): BrowserContext {
  if (IN_APP.test(text)) return "in_app";
  if (text.includes("; wv)")) return "webview";
  if (APPLE_MOBILE.test(text) && text.includes("AppleWebKit/") && !text.includes("Safari/")) return "webview";
  return browser === "" ? "" : "browser";
}

/** Writes an agent for people: `Chrome on Windows, desktop`. */
export function toAgentText(agent: Agent): string {
  return agent.browser ? `${agent.browser} on ${agent.os || "unknown"}, ${agent.device}` : "";
}
