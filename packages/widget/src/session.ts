import { toCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { ConsentMethod, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";
import type { BlockedTag, ConsentSnapshot, ConsentView, CookieHub, Identity } from "./api.ts";
import { CLEANUP_KEY } from "./cleanup/pending.ts";
import type { Listeners } from "./listeners.ts";
import { watchPage, watchStorage, whenBody } from "./page.ts";
import type { Platform } from "./platform.ts";
import { toNextTask } from "./schedule.ts";
import { LOGOUT } from "./send/outbox.ts";
import { createParts, type SessionParts } from "./session-parts.ts";
import { type Answer, toGiven } from "./state/given-choices.ts";
import { toSnapshot } from "./state/snapshot.ts";

// The question comes, whatever it is waiting for: words, an experiment, a choice on its way.
const READY_TIMEOUT_MS = 1_500;

/** Decides for the visitor. */
export type Act = (answer: Answer, method: ConsentMethod) => void;

/** One page with a configuration. */
export interface Session {
  /** Tells the tags what may run, releases them, and shows what has to be shown. Call it once. */
  start(): void;
  readonly decide: Act;
  open(): void;
  show(): void;
  use(addOn: AddOn): void;
  blocked(): readonly BlockedTag[];
  loadOnce(element: Element): boolean;
  identify(identity: Identity): void;
  forget(): void;
}

export interface SessionOptions {
  readonly platform: Platform;
  readonly setup: ResolvedConfig;
  readonly api: CookieHub;
  readonly listeners: Listeners;
  /** Given each new snapshot as soon as it holds. */
  readonly onSnapshot: (snapshot: ConsentSnapshot) => void;
  /** Called after the paint that follows a new snapshot. */
  readonly onChanged: () => void;
}

/** Creates the session of this page; nothing is shown, sent or written before `start`. */
export function createSession(options: SessionOptions): Session {
  const { guard } = options.listeners;
  const parts = createParts(options, {
    decide: (answer, method) => guard(() => decide(parts, answer, method)),
    onView: (view, before) => onView(parts, view, before),
    onHeld: () => parts.background((loaded) => loaded.showPlaceholders()),
    sync: () => guard(() => sync(parts)),
    replace: (choice) => guard(() => replace(parts, choice)),
    record: (choice) => guard(() => record(parts, choice)),
  });
  const { screen, gate, addOns, background, store, outbox } = parts;
  return {
    start: () => start(parts),
    decide: (answer, method) => decide(parts, answer, method),
    use: (addOn) => void parts.use(addOn),
    open: () => whenBody(screen.openPreferences),
    show: () => whenBody(() => guard(screen.showBanner)),
    blocked: () => [...gate.list(), ...addOns.blocked()],
    loadOnce: gate.loadOnce,
    identify: (identity) => background((loaded) => loaded.identify(identity)),
    forget() {
      // Where nothing can be loaded now, a later page has to know of it. Who has not decided leaves nothing behind (0020).
      if (store.isDecided()) outbox.add({ choice: LOGOUT });
      background((loaded) => loaded.forget());
    },
  };
}

function start(parts: SessionParts): void {
  const { setup, store, signals, addOns, gate, screen, announcer, background, outbox } = parts;
  const { guard } = parts.listeners;
  const { storage } = parts.host;
  guard(() => addOns.start(parts.host));
  // Where silence is permission, the tags have to hear it; where it is refusal, the default already says so.
  const isKnown = store.isDecided() || setup.regulation.model !== "opt-in";
  const { choices, services } = refresh(parts);
  guard(() => (isKnown ? signals.update(choices) : signals.ensureDefault()));
  addOns.tell(parts.now.snapshot, null);
  guard(() => gate.start(choices, services));
  announcer.add(parts.onChanged);
  // A task of its own: starting and showing together would hold a slow phone for longer than 50 ms.
  const show = () => guard(() => present(parts, screen.showReopen));
  const ready = Promise.all([screen.whenReady, addOns.whenReady()]);
  const late = new Promise((resolve) => parts.host.platform.setTimer(() => resolve(null), READY_TIMEOUT_MS));
  whenBody(() => void Promise.race([ready, late]).then(toNextTask).then(show));
  // What was decided here is there even where the page has emptied the storage, or the browser refuses one.
  const send = () => void ((outbox.here[0] ?? outbox.stored()[0]) && background((loaded) => loaded.send()));
  const leave = () => {
    announcer.flush();
    guard(gate.flush);
    guard(() => background.ready()?.flush());
  };
  watchPage(parts.host.sync, send, screen.openPreferences, leave);
  // Painted first: to look at the local storage for the first time, and to listen to it, holds a page up longer than the
  // rest of a start.
  announcer.add(() => {
    watchStorage(parts.host.sync);
    // Nobody listened until now.
    parts.host.sync();
    send();
    // Where the browser keeps no copy that tells of a change, other tabs are heard by the background's channel alone.
    if (isKnown && !storage.readItem(CONSENT_COOKIE)) background(() => {});
    if (storage.readItem(CLEANUP_KEY)) background((loaded) => loaded.cleanUp());
  });
}

function post({ setup, outbox, screen }: SessionParts, choice: StoredChoice, timeMs: number | null): void {
  const { variant } = setup;
  outbox.add({ choice: toCookieText(choice) ?? "", language: screen.language(), variant, timeMs });
}

function decide(parts: SessionParts, answer: Answer, method: ConsentMethod): void {
  const { setup, store, screen, now } = parts;
  const before = now.snapshot;
  // Another tab, or another host of the site, may have decided unheard: this decision is a later one, of the same device.
  store.reread();
  const given = toGiven(setup.config.categories, { categories: store.choices(), services: store.services() }, answer);
  const timeMs = now.shownAtMs === null ? null : parts.host.platform.now() - now.shownAtMs;
  post(parts, store.decide(given, method), timeMs);
  screen.settle();
  announce(parts, before, true);
}

/** Follows a change of what may run: signals first, then listeners, then tags one by one. */
function announce(parts: SessionParts, before: ConsentSnapshot, isDecision: boolean): void {
  const { announcer, signals, addOns, gate, background, now } = parts;
  const { emit } = parts.listeners;
  const isLess = isWithdrawn(before, refresh(parts));
  // All are told what holds when they are told: an agreement that was taken back before the paint reaches nobody.
  announcer.add(() => signals.update(now.snapshot.choices));
  announcer.add(() => addOns.tell(now.snapshot, before));
  if (isDecision) announcer.add(() => emit("consent", now.snapshot));
  announcer.add(() => emit("change", now.snapshot));
  announcer.add(parts.onChanged);
  announcer.add(() => gate.release(now.snapshot.choices, now.snapshot.services));
  // Kept until it is done: the page may go away before anything can be loaded.
  if (isLess) parts.host.storage.writeItem(CLEANUP_KEY, "1");
  announcer.add(() =>
    background((loaded) => {
      if (isDecision) loaded.tellTabs();
      loaded.send();
      if (isLess) loaded.cleanUp();
    }),
  );
}

function sync(parts: SessionParts): void {
  if (parts.store.reread() || parts.now.snapshot.decided !== parts.store.isDecided()) follow(parts);
}

function replace(parts: SessionParts, choice: StoredChoice | null): void {
  if (parts.store.replace(choice)) follow(parts);
}

function record(parts: SessionParts, choice: StoredChoice): void {
  post(parts, choice, null);
  replace(parts, choice);
  parts.announcer.add(() => parts.listeners.emit("consent", parts.now.snapshot));
}

/** Follows a change that was not made on this page. */
function follow(parts: SessionParts): void {
  const before = parts.now.snapshot;
  present(parts, parts.screen.settle);
  announce(parts, before, false);
}

function present({ store, notice, screen }: SessionParts, orElse: () => void): void {
  if (store.isAsking() && !notice.isClosed()) screen.showBanner();
  else orElse();
}

function onView(parts: SessionParts, view: ConsentView, before: ConsentView): void {
  const { emit } = parts.listeners;
  refresh(parts);
  if (view === "banner") parts.now.shownAtMs ??= parts.host.platform.now();
  parts.announcer.add(() => {
    if (before !== "none") emit("hide", before);
    if (view !== "none") emit("show", view);
  });
  parts.announcer.add(parts.onChanged);
  // After the paint: the first layer is there, and the rest may come.
  if (view !== "none") {
    const type = view === "banner" ? "impression" : "dialog_opened";
    parts.announcer.add(() => parts.background((loaded) => loaded.report(type)));
  }
}

function refresh({ setup, store, screen, now, onSnapshot }: SessionParts): ConsentSnapshot {
  now.snapshot = toSnapshot(setup, store, screen.view());
  onSnapshot(now.snapshot);
  return now.snapshot;
}

/** Whether something that could run may not run any more. */
function isWithdrawn(before: ConsentSnapshot, now: ConsentSnapshot): boolean {
  return (["choices", "services"] as const).some((kind) =>
    Object.keys(before[kind]).some((id) => before[kind][id] && !now[kind][id]),
  );
}
