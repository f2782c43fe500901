import { fromCookieText } from "@cookiehub/schemas/codec";
import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "./add-on.ts";
import { type AddOns, createAddOns } from "./add-ons.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import type { ConsentSnapshot, ConsentView } from "./api.ts";
import type { Background } from "./background/background.ts";
import { type ConsentModeSignals, createConsentMode } from "./consent-mode.ts";
import type { Gate } from "./gate/gate.ts";
import { toError } from "./listeners.ts";
import { createLoader, type Loader } from "./loader.ts";
import { readPrivacySignal } from "./privacy-signal.ts";
import { createOutbox, type Outbox } from "./send/outbox.ts";
import type { Act, SessionOptions } from "./session.ts";
import { type ChoiceStore, createChoiceStore } from "./state/choice-store.ts";
import { createNotice, type Notice } from "./state/notice.ts";
import { toSnapshot } from "./state/snapshot.ts";
import { createStorage, toCookieDomain } from "./storage.ts";
import type { Screen } from "./ui/screen.ts";

/** What a session is made of. */
export interface SessionParts extends Pick<SessionOptions, "listeners" | "onSnapshot" | "onChanged"> {
  /** The configuration as this page shows it. */
  readonly setup: ResolvedConfig;
  readonly store: ChoiceStore;
  readonly notice: Notice;
  readonly signals: ConsentModeSignals;
  readonly gate: Gate;
  readonly outbox: Outbox;
  readonly announcer: Announcer;
  readonly screen: Screen;
  readonly addOns: AddOns;
  readonly host: AddOnHost;
  readonly use: (addOn: AddOn) => AddOn;
  readonly onError: (error: unknown) => void;
  /** What goes on behind the first layer, as soon as it is loaded. */
  readonly background: Loader<Background>;
  /** What changes as the visitor acts: what holds, and when the first layer was first seen on this page. */
  readonly now: { snapshot: ConsentSnapshot; shownAtMs: number | null };
}

/** What the parts call back. */
interface SessionActs {
  readonly decide: Act;
  readonly sync: () => void;
  readonly replace: (choice: StoredChoice | null) => void;
  readonly record: (choice: StoredChoice) => void;
  readonly onView: (view: ConsentView, before: ConsentView) => void;
  readonly onHeld: () => void;
}

/** Creates the parts of a session, and nothing else: no part acts by itself. */
export function createParts(options: SessionOptions, acts: SessionActs): SessionParts {
  const { platform, setup: given, api, listeners, onSnapshot, onChanged } = options;
  const { guard } = listeners;
  const onError = (error: unknown) => listeners.emit("error", toError(error));
  const storage = createStorage(toCookieDomain(given.config, location.hostname));
  const gpc = readPrivacySignal(given.config.privacy_signals);
  const addOns = createAddOns(platform.addOns, guard, onError);
  const { createDeviceId } = addOns;
  const store = createChoiceStore({ setup: given, storage, gpc, now: platform.now, createDeviceId });
  // What an add-on changes here is how it is asked, never what a decision means.
  const setup = addOns.prepare(given, store.deviceId);
  const now: SessionParts["now"] = { snapshot: toSnapshot(setup, store, "none"), shownAtMs: null };
  const notice = createNotice(setup, storage);
  const gate = platform.createGate({
    guard,
    isAllowed: (category) => store.choices()[category] === true,
    isServiceAllowed: (service) => store.services()[service] === true,
    onHeld: () => void (screen.ui && setup.config.banner.placeholders !== false && acts.onHeld()),
  });
  const screen = platform.createScreen({
    ...{ setup, gpc, platform, onError, snapshot: () => now.snapshot },
    ...{ onDecide: acts.decide, onView: acts.onView, onNoticeClose: notice.close },
  });
  const outbox = createOutbox(storage);
  const host: AddOnHost = { ...{ setup, api, platform, storage, store, gate, guard, onError }, ...acts, ui: screen.ui };
  const use = (addOn: AddOn) => addOns.use(addOn, host, now.snapshot);
  return {
    ...{
      setup,
      store,
      notice,
      gate,
      screen,
      addOns,
      onError,
      now,
      outbox,
      host,
      use,
      listeners,
      onSnapshot,
      onChanged,
    },
    signals: createConsentMode(setup.config.google_consent_mode, addOns.onConsentMode),
    announcer: createAnnouncer(guard),
    background: createLoader(async () => {
      const { createBackground } = await platform.load("background");
      return createBackground({ host, addOns, use, outbox, readChoice: fromCookieText, language: screen.language });
    }, onError),
  };
}
