import type { BlockingRule } from "@cookiehub/schemas/types";
import type { BlockedTag } from "../api.ts";
import type { Gate } from "../gate/gate.ts";
import { toNextTask } from "../schedule.ts";
import type { Addresses, Refusal } from "./addresses.ts";
import type { Consent, Need } from "./consent.ts";
import { type RefusalRecord, toBlockedTag } from "./record.ts";

/** Kinds of elements that reach out by themselves, and the attributes that say where to. */
export const ADDRESS_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  script: ["src"],
  iframe: ["src"],
  img: ["src", "srcset"],
  video: ["src", "poster"],
  audio: ["src"],
  source: ["src", "srcset"],
  link: ["href"],
  object: ["data"],
  embed: ["src"],
};

/** Says that the marks of an element are ours, and by which pattern it was held back. */
const RULE_MARK = "data-consent-rule";
const MARKS = ["category", "service"] as const;
// Beyond them the oldest are given up: they stay held back.
const HELD_MAX = 1000;

/** Keeps addresses of elements aside until they are allowed. */
export interface Holder {
  /** Says whether the element may not have this address now. */
  judge(element: Element, attribute: string, value: string): Refusal | undefined;
  /** Judges, and puts the address aside if it must: the element is then marked as the page could have marked it. */
  hold(element: Element, attribute: string, value: string): Refusal | undefined;
  /** Releases what is allowed and is none of the gate's: what is not in the page, and what it does not know. */
  release(): Promise<void>;
  /** The same without giving the browser a turn: the page is going away. */
  flush(): void;
  blocked(): BlockedTag[];
}

export interface HolderOptions {
  readonly addresses: Addresses;
  readonly consent: Consent;
  readonly record: RefusalRecord;
  readonly gate: Pick<Gate, "held">;
  /** Runs what may fail in a page that has changed the browser; the page is never told. */
  readonly guard: <Value>(act: () => Value) => Value | undefined;
}

/** Creates a holder. What it marks and stands in the page is released by the gate, in the order of the document. */
export function createHolder({ addresses, consent, record, gate, guard }: HolderOptions): Holder {
  const held = new Map<Element, { readonly src: string; readonly rule: BlockingRule }>();
  const judge: Holder["judge"] = (element, attribute, value) => {
    // A URL may hold commas too, but none before its host.
    for (const address of attribute === "srcset" ? value.split(/[\s,]+/) : [value]) {
      const refusal = addresses.judge(address);
      if (!refusal || element.hasAttribute("data-consent-once")) continue;
      // The page's own mark says more than a rule.
      const needs = readOwnMarks(element);
      if (needs.length === 0 || !needs.every(consent.isAllowed)) return refusal;
    }
    return undefined;
  };
  const settle = (element: Element, attribute: string) => {
    if (!element.hasAttribute(RULE_MARK)) return;
    element.removeAttribute(toKept(attribute));
    if (toAttributes(element).some((name) => element.hasAttribute(toKept(name)))) return;
    for (const mark of [RULE_MARK, ...MARKS.map(toMark)]) element.removeAttribute(mark);
    if (element.localName === "script") restoreType(element);
    held.delete(element);
  };
  const step = (): boolean => {
    const others = new Set(gate.held());
    for (const [element, { src, rule }] of held) {
      // A script that is not in the page starts when it is put there, by the gate; the gate looks into no shadow tree.
      const isScript = element.localName === "script";
      if (isScript && (!element.isConnected || document.contains(element))) continue;
      if (others.has(element) || !consent.isAllowed(rule)) continue;
      held.delete(element);
      record.add(element.localName, src, rule, "rule", true);
      guard(() => restore(element));
      return true;
    }
    return false;
  };
  return {
    judge,
    hold(element, attribute, value) {
      const refusal = judge(element, attribute, value);
      if (!refusal) {
        settle(element, attribute);
        return undefined;
      }
      const { address, rule } = refusal;
      keep(element, attribute, value);
      if (readOwnMarks(element).length > 0) return refusal;
      set(element, RULE_MARK, rule.pattern);
      for (const mark of MARKS) {
        const id = rule[mark];
        if (id === undefined) element.removeAttribute(toMark(mark));
        else set(element, toMark(mark), id);
      }
      held.delete(element);
      held.set(element, { src: address, rule });
      for (const oldest of held.keys()) {
        if (held.size <= HELD_MAX) break;
        held.delete(oldest);
      }
      return refusal;
    },
    async release() {
      await toNextTask();
      while (step()) await toNextTask();
    },
    flush() {
      while (step());
    },
    blocked() {
      const others = new Set(gate.held());
      return [...held]
        .filter(([element]) => !others.has(element))
        .map(([element, { src, rule }]) => toBlockedTag(element.localName, src, rule, "rule"));
    },
  };
}

/** The attributes of an element that hold an address. */
export function toAttributes(element: Element): readonly string[] {
  return Object.hasOwn(ADDRESS_ATTRIBUTES, element.localName) ? (ADDRESS_ATTRIBUTES[element.localName] ?? []) : [];
}

function toMark(mark: (typeof MARKS)[number]): string {
  return `data-consent-${mark}`;
}

// Where the gate looks for it.
function toKept(attribute: string): string {
  return `data-${attribute}`;
}

function readOwnMarks(element: Element): Need[] {
  if (element.hasAttribute(RULE_MARK)) return [];
  return MARKS.flatMap((mark) =>
    (element.getAttribute(toMark(mark)) ?? "")
      .split(/\s+/)
      .filter(Boolean)
      .map((id) => ({ [mark]: id })),
  );
}

// Not the method of its own kind: that one is patched.
function set(element: Element, name: string, value: string): void {
  Element.prototype.setAttribute.call(element, name, value);
}

function keep(element: Element, attribute: string, value: string): void {
  set(element, toKept(attribute), value);
  if (element.localName !== "script" || element.getAttribute("type") === "text/plain") return;
  const type = element.getAttribute("type");
  if (type !== null) set(element, "data-type", type);
  set(element, "type", "text/plain");
  // Scripts made by scripts wait for nobody, and nobody waits for them.
  if ((element as HTMLScriptElement).async) set(element, "async", "");
}

function restoreType(element: Element): void {
  const type = element.getAttribute("data-type");
  element.removeAttribute("data-type");
  if (type === null) element.removeAttribute("type");
  else set(element, "type", type);
}

function restore(element: Element): void {
  for (const attribute of toAttributes(element)) {
    const value = element.getAttribute(toKept(attribute));
    // Through the patched method: it judges once more, and takes our marks off.
    if (value !== null) element.setAttribute(attribute, value);
  }
  // A player that found no source waits to be told of another.
  const player = element.parentElement;
  if (player instanceof HTMLMediaElement && player.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) player.load();
}
