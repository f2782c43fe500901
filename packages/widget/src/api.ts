import type { ConsentStatus } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";

/** Which part of the widget the visitor sees. */
export type ConsentView = "none" | "banner" | "preferences";

/** What holds for the visitor right now. The object is replaced, never changed. Times are ISO 8601, UTC. */
export interface ConsentSnapshot {
  /** The visitor has decided, and the decision still holds. */
  readonly decided: boolean;
  /** Category id -> may run. Before a decision: what the regulation allows without one. */
  readonly choices: Readonly<Record<string, boolean>>;
  /** Service id -> may run. */
  readonly services: Readonly<Record<string, boolean>>;
  readonly status: ConsentStatus;
  /** Regulation id such as `gdpr`; empty until the configuration is there. */
  readonly regulation: string;
  /** A Global Privacy Control signal is in force and honoured. */
  readonly gpc: boolean;
  readonly view: ConsentView;
  /** `null` until the visitor decides: no id is kept before. */
  readonly deviceId: string | null;
  readonly decidedAt: string | null;
  readonly expiresAt: string | null;
}

/** One thing of the page that is or was held back. */
export interface BlockedTag {
  /** Name of the element, or of what was called: `script`, `iframe`, `fetch`, `cookie`. */
  readonly kind: string;
  /** Address of the tag, `null` for inline text. */
  readonly src: string | null;
  readonly categories: readonly string[];
  readonly services: readonly string[];
  readonly released: boolean;
  /** Why: its own mark, a rule of the tenant, the name of a cookie, or that it would write over the page. */
  readonly reason: "marked" | "rule" | "cookie" | "document.write";
}

/** The visitor as the site knows them. */
export interface Identity {
  /** The site's own id of the user. */
  readonly userId: string;
  /** Made by the site's server: `{expiry}.{signature}`, see the consent API. */
  readonly token: string;
}

/** Events and what their listeners are given. */
export interface ConsentEvents {
  /** A decision was made on this page. */
  consent: ConsentSnapshot;
  /** What may run has changed: a decision here or in another tab, or one that ran out. */
  change: ConsentSnapshot;
  show: Exclude<ConsentView, "none">;
  hide: Exclude<ConsentView, "none">;
  /** Something failed; the page is never told by an exception. */
  error: Error;
}

/** What a page may leave in `window.cookiehub = []` before the widget is there. */
export type EarlyEntry = ((cookiehub: CookieHub) => void) | AddOn;

/** The public object: `window.cookiehub`, and the answer of `init`. Nothing here throws. */
export interface CookieHub {
  /** Settles as soon as it is known what may run; also when the configuration cannot be had. Never rejects. */
  readonly ready: Promise<ConsentSnapshot>;
  /** Reads the present state: the same object until something changes (fits React's `useSyncExternalStore`). */
  getSnapshot(): ConsentSnapshot;
  /** Calls back after each change of the snapshot. Answers the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Listens to one kind of event. Answers the function that ends it. */
  on<Name extends keyof ConsentEvents>(name: Name, listener: (value: ConsentEvents[Name]) => void): () => void;
  /** Runs a callback with this object, or registers an add-on: the twin of the early queue of the head stub. */
  push(...entries: EarlyEntry[]): void;
  /** Opens the preferences. */
  open(): void;
  /** Shows the first layer again. */
  show(): void;
  acceptAll(): void;
  rejectAll(): void;
  /** Decides by category: whatever is not named is refused. A service that is not named follows its category. */
  save(choices: Readonly<Record<string, boolean>>, services?: Readonly<Record<string, boolean>>): void;
  /** Says whether a category, or a service, may run now. Where both have the id, both must. */
  isAllowed(id: string): boolean;
  /** Lists everything held back so far, in the order it was found. */
  blocked(): readonly BlockedTag[];
  /** Starts one held element this once, by the visitor's own act; nothing is decided. Answers whether it was held. */
  loadOnce(element: Element): boolean;
  /** Binds this browser to a user who has logged in; the choice then follows them between their devices. */
  identify(identity: Identity): void;
  /** Ends what `identify` began: the user has logged out. */
  forget(): void;
  /** Registers an add-on. */
  use(addOn: AddOn): void;
}
