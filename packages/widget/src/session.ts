import type { ConsentMethod, ResolvedConfig } from "@cookiehub/schemas/types";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import type { BlockedTag, ConsentSnapshot, ConsentView } from "./api.ts";
import { type ConsentModeSignals, createConsentMode } from "./consent-mode.ts";
import { createGate } from "./gate/gate.ts";
import { createPageTexts } from "./languages/page-texts.ts";
import { type Listeners, toError } from "./listeners.ts";
import { watchPage, whenBody } from "./page.ts";
import type { Platform } from "./platform.ts";
import { toNextTask } from "./schedule.ts";
import { createDecisionQueue } from "./send/decision-queue.ts";
import { createEvents } from "./send/events.ts";
import { toQueuedDecision } from "./send/queued-decision.ts";
import { type ChoiceStore, createChoiceStore } from "./state/choice-store.ts";
import { type Answer, toGiven } from "./state/given-choices.ts";
import { createNotice } from "./state/notice.ts";
import { toSnapshot } from "./state/snapshot.ts";
import { createStorage } from "./storage.ts";
import { createScreen } from "./ui/screen.ts";

/** One page with a configuration. */
export interface Session {
  /** Tells the tags what may run, releases them, and shows what has to be shown. Call it once. */
  start(): void;
  decide(answer: Answer, method: ConsentMethod): void;
  open(): void;
  show(): void;
  blocked(): readonly BlockedTag[];
}

export interface SessionOptions {
  readonly platform: Platform;
  readonly setup: ResolvedConfig;
  readonly listeners: Listeners;
  /** Given each new snapshot as soon as it holds. */
  readonly onSnapshot: (snapshot: ConsentSnapshot) => void;
  /** Called after the paint that follows a new snapshot. */
  readonly onChanged: () => void;
}

/** Creates what a session consists of besides its screen. */
function createParts({ platform, setup, listeners }: SessionOptions) {
  const { config } = setup;
  const onError = (error: unknown) => listeners.emit("error", toError(error));
  const storage = createStorage();
  const gpc = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
  const store = createChoiceStore({ setup, storage, gpc, now: platform.now });
  const texts = createPageTexts(config, platform, onError);
  const notice = createNotice(setup, storage);
  const isAllowed = (category: string) => store.choices()[category] === true;
  const eventOptions = { setup, gpc, endpoint: platform.endpoint, userToken: store.deviceId };
  return {
    onError,
    store,
    texts,
    notice,
    isBannerDue: () => store.isAsking() && !notice.isClosed(),
    signals: createConsentMode(config.google_consent_mode),
    gate: createGate({ isAllowed, guard: listeners.guard }),
    queue: createDecisionQueue({ ...platform, storage, onError }),
    announcer: createAnnouncer(listeners.guard),
    report: createEvents({ ...eventOptions, language: () => texts.read().language }),
  };
}

/** Creates the session of this page; nothing is shown, sent or written before `start`. */
export function createSession(options: SessionOptions): Session {
  const { platform, setup, listeners } = options;
  const { guard } = listeners;
  const { onError, store, texts, notice, isBannerDue, signals, gate, queue, announcer, report } = createParts(options);

  const screen = createScreen({
    setup,
    gpc: store.gpc,
    texts: texts.read,
    choices: store.choices,
    loadPreferences: platform.loadPreferences,
    onError,
    onDecide: (answer, method) => guard(() => decide(answer, method)),
    onNoticeClose: notice.close,
    onView(view, before) {
      refresh();
      tellView(options, announcer, before, view);
      if (view !== "none") guard(() => report(view === "banner" ? "impression" : "dialog_opened"));
    },
  });
  const refresh = () => {
    current = toSnapshot(setup, store, screen.view());
    options.onSnapshot(current);
    return current;
  };
  let current = toSnapshot(setup, store, "none");
  /** Follows a change of what may run: signals first, then listeners, then tags one by one. */
  const announce = (isDecision: boolean) => {
    const snapshot = refresh();
    announcer.add(() => signals.update(snapshot.choices));
    if (isDecision) announcer.add(() => listeners.emit("consent", snapshot));
    announcer.add(() => listeners.emit("change", snapshot));
    announcer.add(options.onChanged);
    announcer.add(() => gate.release(snapshot.choices));
    announcer.add(() => void queue.send());
  };
  const decide = (answer: Answer, method: ConsentMethod) => {
    const choice = store.decide(toGiven(setup.config.categories, store.choices(), answer), method);
    queue.add(toQueuedDecision(choice, setup.config_version, texts.read().language));
    screen.settle();
    announce(true);
  };
  const present = (orElse: () => void) => guard(() => (isBannerDue() ? screen.showBanner() : orElse()));
  const sync = () => {
    if (!store.reread() && current.decided === store.isDecided()) return;
    present(screen.settle);
    announce(false);
  };

  const start = () => {
    guard(() => tellStart(options, store, signals));
    guard(() => gate.start(store.choices()));
    refresh();
    announcer.add(options.onChanged);
    // A task of its own: starting and showing together would hold a slow phone for longer than 50 ms.
    whenBody(() => void texts.whenReady.then(toNextTask).then(() => present(screen.showReopen)));
    watchPage({
      onReturn: () => guard(sync),
      onOnline: () => void queue.send(),
      onOpenClick: screen.openPreferences,
      onLeave() {
        announcer.flush();
        guard(gate.flush);
        queue.flush();
      },
    });
    void queue.send();
  };
  return {
    start,
    decide,
    open: () => whenBody(screen.openPreferences),
    show: () => whenBody(() => guard(screen.showBanner)),
    blocked: gate.list,
  };
}

// Where silence is permission, the tags have to hear it; where it is refusal, the default already says so.
function tellStart({ setup }: SessionOptions, store: ChoiceStore, signals: ConsentModeSignals): void {
  if (store.isDecided() || setup.regulation.model !== "opt-in") signals.update(store.choices());
  else signals.ensureDefault();
}

function tellView(
  { listeners, onChanged }: SessionOptions,
  announcer: Announcer,
  before: ConsentView,
  view: ConsentView,
): void {
  announcer.add(() => {
    if (before !== "none") listeners.emit("hide", before);
    if (view !== "none") listeners.emit("show", view);
  });
  announcer.add(onChanged);
}
