import { TIME_TO_DECISION_MS_MAX } from "@cookiehub/schemas/constants";
import type { ConsentMethod, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";
import type { BlockedTag, ConsentSnapshot, ConsentView, CookieHub, Identity } from "./api.ts";
import type { ChunkName, LiveAddOn, PlaceholdersAddOn } from "./chunks.ts";
import { CLEANUP_KEY } from "./cleanup/pending.ts";
import type { Listeners } from "./listeners.ts";
import { watchPage, whenBody } from "./page.ts";
import type { Platform } from "./platform.ts";
import { toSignalAnswer } from "./privacy-signal.ts";
import { toNextTask } from "./schedule.ts";
import { toQueuedDecision } from "./send/queued-decision.ts";
import { createParts, type SessionParts } from "./session-parts.ts";
import { type Answer, toGiven } from "./state/given-choices.ts";
import { toSnapshot } from "./state/snapshot.ts";

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
    decide: (answer, method) => guard(() => decide(parts, options, answer, method)),
    onView: (view, before) => onView(parts, options, view, before),
    onHeld: () => void needPlaceholders().then((placeholders) => guard(() => placeholders?.look())),
    sync: () => guard(() => sync(parts, options)),
    replace: (choice) => guard(() => replace(parts, options, choice)),
    record: (choice) => guard(() => record(parts, options, choice)),
  });
  const { screen, gate, addOns } = parts;
  const use = (addOn: AddOn) => addOns.use(addOn, parts.host, parts.now.snapshot);
  const need = async <Name extends Exclude<ChunkName, "aftercare" | "preferences" | "delivery">>(
    name: Name,
  ): Promise<AddOn | undefined> => {
    try {
      return addOns.get(name) ?? use((await options.platform.load(name)).createAddOn(parts.setup));
    } catch (error) {
      parts.onError(error);
      return undefined;
    }
  };
  const needPlaceholders = () => need("placeholders") as Promise<PlaceholdersAddOn | undefined>;
  const needLive = () => need("live") as Promise<LiveAddOn | undefined>;
  parts.onWithdrawal = () => {
    // Kept until it is done: the page may go away first.
    parts.host.storage.writeItem(CLEANUP_KEY, "1");
    void need("cleanup");
  };
  return {
    start: () => start(parts, options),
    decide: (answer, method) => decide(parts, options, answer, method),
    use: (addOn) => void use(addOn),
    open: () => whenBody(screen.openPreferences),
    show: () => whenBody(() => guard(screen.showBanner)),
    blocked: () => [...gate.list(), ...addOns.blocked()],
    loadOnce: gate.loadOnce,
    identify: (identity) => void needLive().then((live) => guard(() => live?.identify(identity))),
    forget: () => void needLive().then((live) => guard(() => live?.forget())),
  };
}

function start(parts: SessionParts, options: SessionOptions): void {
  const { setup, store, signals, addOns, gate, screen, announcer, queue } = parts;
  const { guard } = options.listeners;
  guard(() => addOns.start(parts.host));
  guard(() => answerBySignal(parts, options));
  // Where silence is permission, the tags have to hear it; where it is refusal, the default already says so.
  const isKnown = store.isDecided() || setup.regulation.model !== "opt-in";
  guard(() => (isKnown ? signals.update(store.choices()) : signals.ensureDefault()));
  addOns.tell(refresh(parts, options), null);
  guard(() => gate.start(store.choices(), store.services()));
  if (parts.host.storage.readItem(CLEANUP_KEY)) parts.onWithdrawal();
  announcer.add(options.onChanged);
  // A task of its own: starting and showing together would hold a slow phone for longer than 50 ms.
  const show = () => guard(() => present(parts, screen.showReopen));
  whenBody(() => void screen.whenReady.then(addOns.whenReady).then(toNextTask).then(show));
  parts.tellTabs = watchPage({
    onReturn: parts.host.sync,
    onOnline: () => void queue.send(),
    onOpenClick: screen.openPreferences,
    onLeave() {
      announcer.flush();
      guard(gate.flush);
      queue.flush();
    },
  });
  void queue.send();
}

/** Lets the browser's signal decide where the tenant wants it to, before the first signal, tag and banner (P5, P9). */
function answerBySignal(parts: SessionParts, options: SessionOptions): void {
  const { setup, store } = parts;
  const answer = toSignalAnswer(setup, store.past(), store.isDecided(), store.gpc);
  if (!answer) return;
  keep(parts, answer, "gpc", null);
  parts.announcer.add(() => options.listeners.emit("consent", parts.now.snapshot));
}

function keep(parts: SessionParts, answer: Answer, method: ConsentMethod, timeToDecisionMs: number | null): void {
  const { setup, store, screen } = parts;
  const given = toGiven(setup.config.categories, { categories: store.choices(), services: store.services() }, answer);
  const choice = store.decide(given, method);
  parts.queue.add(toQueuedDecision(choice, { variant: setup.variant, language: screen.language(), timeToDecisionMs }));
}

function decide(parts: SessionParts, options: SessionOptions, answer: Answer, method: ConsentMethod): void {
  const { screen, now } = parts;
  const before = now.snapshot;
  const timeMs = now.shownAtMs === null ? -1 : options.platform.now() - now.shownAtMs;
  keep(parts, answer, method, timeMs >= 0 && timeMs <= TIME_TO_DECISION_MS_MAX ? Math.round(timeMs) : null);
  parts.tellTabs();
  screen.settle();
  announce(parts, options, before, true);
}

/** Follows a change of what may run: signals first, then listeners, then tags one by one. */
function announce(parts: SessionParts, options: SessionOptions, before: ConsentSnapshot, isDecision: boolean): void {
  const { announcer, signals, addOns, gate, queue } = parts;
  const { emit } = options.listeners;
  const snapshot = refresh(parts, options);
  announcer.add(() => signals.update(snapshot.choices));
  announcer.add(() => addOns.tell(snapshot, before));
  if (isDecision) announcer.add(() => emit("consent", snapshot));
  announcer.add(() => emit("change", snapshot));
  announcer.add(options.onChanged);
  announcer.add(() => gate.release(snapshot.choices, snapshot.services));
  announcer.add(() => void queue.send());
  if (isWithdrawn(before, snapshot)) announcer.add(parts.onWithdrawal);
}

function sync(parts: SessionParts, options: SessionOptions): void {
  if (parts.store.reread() || parts.now.snapshot.decided !== parts.store.isDecided()) follow(parts, options);
}

function replace(parts: SessionParts, options: SessionOptions, choice: StoredChoice | null): void {
  if (parts.store.replace(choice)) follow(parts, options);
}

function record(parts: SessionParts, options: SessionOptions, choice: StoredChoice): void {
  const context = { variant: undefined, language: parts.screen.language(), timeToDecisionMs: null };
  parts.queue.add(toQueuedDecision(choice, context));
  parts.tellTabs();
  replace(parts, options, choice);
}

/** Follows a change that was not made on this page. */
function follow(parts: SessionParts, options: SessionOptions): void {
  const before = parts.now.snapshot;
  present(parts, parts.screen.settle);
  announce(parts, options, before, false);
}

function present({ store, notice, screen }: SessionParts, orElse: () => void): void {
  if (store.isAsking() && !notice.isClosed()) screen.showBanner();
  else orElse();
}

function onView(parts: SessionParts, options: SessionOptions, view: ConsentView, before: ConsentView): void {
  const { emit, guard } = options.listeners;
  refresh(parts, options);
  if (view === "banner") parts.now.shownAtMs ??= options.platform.now();
  parts.announcer.add(() => {
    if (before !== "none") emit("hide", before);
    if (view !== "none") emit("show", view);
  });
  parts.announcer.add(options.onChanged);
  if (view !== "none") guard(() => parts.report(view === "banner" ? "impression" : "dialog_opened"));
}

function refresh({ setup, store, screen, now }: SessionParts, { onSnapshot }: SessionOptions): ConsentSnapshot {
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
