import { toAbsence } from "@cookiehub/schemas/signals";
import type { ResolvedTcf, StoredChoice, TcfConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { ConsentView } from "../api.ts";
import { startPageApi, toTcfParameters } from "../iab/page-api.ts";
import { toPageLanguage } from "../languages/page-language.ts";
import { whenBody } from "../page.ts";
import { NO_TCF_EVENTS } from "./events.ts";
import { createFirstLayer } from "./first-layer.ts";
import {
  dropKept,
  isKeptKey,
  isRefusal,
  type KeptString,
  readKeptOf,
  toRunOut,
  toStringAtMs,
  writeKept,
} from "./kept-string.ts";
import { createPreferencesDoor } from "./preferences-door.ts";
import { type MadeString, readString, toAdMode } from "./read-string.ts";
import type { Tcf, TcfPage } from "./runtime.ts";
import { createTcfApi } from "./tcf-api.ts";
import { createTcfFiles } from "./tcf-files.ts";
import {
  act,
  isDisclosedTo,
  readEarlier,
  readShownBefore,
  type TcfSession,
  toDisclosedList,
  toHolding,
  toState,
  toToldTc,
  withAsking,
} from "./tcf-session.ts";

const FIRST_SCREEN = 1;
const SETTINGS_SCREEN = 2;

/** Starts the TCF of a page: `__tcfapi` in place of its stub, its part of the first layer and of the settings. */
export function createTcf(host: AddOnHost, page: TcfPage): Tcf {
  const { tcf, config } = host.setup;
  const settings = config.tcf;
  if (!tcf || !settings) throw new Error("The configuration says nothing of the TCF");
  const session = createSession(host, page, tcf, settings);
  startPageApi(window, {
    ...{ name: "__tcfapi", toParameters: toTcfParameters, onError: host.onError },
    createCall: () => session.api.call,
  });
  if (tcf.applies) begin(session);
  return {
    update: () => update(session),
    readMode: () => {
      const current = toHolding(session);
      return current ? toAdMode(current.model) : "000";
    },
    readTc: () => toToldTc(session),
    whenFirstLayer: async () => {
      if (tcf.applies && host.store.isAsking()) await session.firstLayer.whenReady();
    },
  };
}

function createSession(host: AddOnHost, page: TcfPage, tcf: ResolvedTcf, settings: TcfConfig): TcfSession {
  const language = toPageLanguage(host.setup.config, host.platform.language);
  const files = createTcfFiles(host, tcf.list_path, language);
  // Before the settings have a way of their own to be loaded.
  const { load } = host.platform;
  const loadAsking = async () => {
    const { createAsking } = await load("tcf-asking");
    session.asking ??= createAsking({
      ...{ host, tcf, settings, language, files },
      isDisclosedTo: (past) => isDisclosedTo(session, past),
      toDisclosedList: (past) => toDisclosedList(session, past),
      readEarlier: () => readEarlier(session),
      readHolding: () => toHolding(session),
      readScreen: () => session.screen,
    });
    return session.asking;
  };
  const onDisclosed = () => {
    if (!session.isDisclosed) session.undisclosedAtMs = page.readOwnAtMs();
    session.isDisclosed = true;
    // Whoever was shown it may answer at any moment.
    offer(session);
  };
  const door = createPreferencesDoor({
    ...{ host, files, loadAsking },
    onOpen(asking, runtime, loaded) {
      onDisclosed();
      return asking.toRuntime(runtime, loaded, (choice, decideNow) => {
        const before = page.readOwnAtMs();
        decideNow();
        const atMs = page.readOwnAtMs();
        session.pending = atMs === before ? null : { choice, atMs };
      });
    },
  });
  const session: TcfSession = {
    ...{ host, page, tcf, settings, language, files, loadAsking },
    api: createTcfApi({
      readState: () => toState(session),
      loadVendorList: async (version) => {
        if (version !== "LATEST" && version !== tcf.list_version) throw new Error("This vendor list is not in use");
        const [asking, list, texts] = await Promise.all([loadAsking(), files.list(), files.texts()]);
        return asking.toVendorListObject(list, texts);
      },
      onError: host.onError,
    }),
    firstLayer: createFirstLayer({
      ...{ host, onDisclosed },
      load: async () => {
        const [asking, answer] = await Promise.all([loadAsking(), files.firstLayer()]);
        return asking.toFirstLayer(answer, door.openVendors);
      },
    }),
    ...{ asking: null, events: NO_TCF_EVENTS, list: null, current: null, shown: null, pending: null },
    ...{ isDisclosed: false, undisclosedAtMs: 0, screen: FIRST_SCREEN },
  };
  return session;
}

function begin(session: TcfSession): void {
  const { api, guard } = session.host;
  api.on("show", (view) => onShow(session, view));
  api.on("hide", () => act(session, { type: "hide" }));
  // The string of another tab's choice comes after the choice.
  addEventListener("storage", ({ key }) => {
    if (isKeptKey(key)) guard(() => update(session));
  });
  const { view } = api.getSnapshot();
  if (view !== "none") onShow(session, view);
  update(session, true);
}

function onShow(session: TcfSession, view: ConsentView): void {
  session.screen = view === "preferences" ? SETTINGS_SCREEN : FIRST_SCREEN;
  act(session, { type: "show" });
  if (session.isDisclosed) offer(session);
}

/** Tells what stands before anything is chosen (T24), as soon as it can be made. */
function offer(session: TcfSession): void {
  withAsking(session, true, (asking) => {
    if (session.current || session.shown || !session.events.isShown) return;
    session.shown = asking.makeOffer();
    act(session, { type: "string" });
  });
}

/** Follows the choice: whose string it is, or that it has none. `isStart`: this page has just begun. */
function update(session: TcfSession, isStart = false): void {
  const { host, page, tcf, current } = session;
  const { store, storage } = host;
  if (!tcf.applies) return;
  const past = store.past();
  if (!past) dropKept(storage);
  if (past && store.isDecided() && toStringAtMs(past) !== null) {
    if (current?.atMs === past.decidedAtMs) return;
    const kept = readKeptOf(storage, past);
    if (kept) {
      followKept(session, kept, past).catch(host.onError);
      return;
    }
    // A refusal whose string could not be made then: another tab may still be making it where it was made just now.
    const isLeft = past.method === "gpc" || (isStart && isRefusal(past));
    if (isLeft || page.readOwnAtMs() === past.decidedAtMs) {
      decide(session, past, isStart);
      return;
    }
  }
  // Taken back, run out, or made on another device.
  fallSilent(session);
}

/** Tells nothing, which reads as no consent (T14). */
function fallSilent(session: TcfSession): void {
  const { current, page } = session;
  if (!current) return;
  session.current = null;
  session.shown = null;
  session.api.onChange();
  page.onMode();
}

/** Makes the string of a choice that was made on this page. */
function decide(session: TcfSession, past: StoredChoice, isStart: boolean): void {
  const { host, tcf, asking, pending } = session;
  const isListNeeded = isDisclosedTo(session, past) || readShownBefore(session).length > 0;
  if (!asking || (isListNeeded && !session.list)) {
    // What was agreed to before may have been taken back by it.
    fallSilent(session);
    withAsking(session, isListNeeded, () => update(session, isStart));
    return;
  }
  const made = asking.makeChosen(past, pending?.atMs === past.decidedAtMs ? pending.choice : null);
  session.pending = null;
  const { tcString, model } = made;
  const kept = { atMs: past.decidedAtMs, tcString, listPath: tcf.list_path, mode: toAdMode(model) };
  writeKept(host.storage, host.setup, kept, Math.ceil((past.expiresAtMs - past.decidedAtMs) / 1000));
  session.current = { ...made, atMs: past.decidedAtMs };
  session.shown = null;
  act(session, { type: "decide" });
}

/** Takes over a string that was kept: on an earlier page, or by another tab. */
async function followKept(session: TcfSession, kept: KeptString, past: StoredChoice): Promise<void> {
  const { host, page, tcf } = session;
  const isFirst = session.events === NO_TCF_EVENTS;
  const made = readString(kept.tcString);
  // Nothing of it is carried over, nor does the choice hold that it belonged to (T67, T68).
  if (!made || toAbsence(made.model, tcf.cmp_id)) return whenBody(() => host.replace(toRunOut(past)));
  session.shown = null;
  session.current = { ...made, atMs: kept.atMs };
  if (!isFirst) return act(session, { type: "decide" });
  page.onMode();
  const isHolding =
    kept.listPath === tcf.list_path || past.method === "gpc" || (await isStillWhole(session, made, kept));
  // Decided anew in the meantime.
  if (session.current?.atMs !== kept.atMs) return;
  act(session, { type: "load", isStringValid: true, willAsk: !isHolding });
  if (!isHolding) {
    // What was chosen stays told while the visitor is asked (T24).
    act(session, { type: "string" });
    await session.firstLayer.whenReady();
    // They may have answered already, in the settings.
    if (session.current?.atMs === kept.atMs) host.api.show();
    return;
  }
  if (kept.listPath !== tcf.list_path)
    writeKept(host.storage, host.setup, { ...kept, listPath: tcf.list_path }, toSecondsLeft(session, past));
}

/** Whether a later list asks for nothing that the visitor was not shown (T76). Where it cannot be had, what was kept holds. */
async function isStillWhole(
  { files, loadAsking, host }: TcfSession,
  { model }: MadeString,
  kept: KeptString,
): Promise<boolean> {
  try {
    const shownThen = files.listAt(kept.listPath).catch(() => null);
    const [asking, list, shown] = await Promise.all([loadAsking(), files.list(), shownThen]);
    return asking.isWhole(model, list, shown);
  } catch (error) {
    host.onError(error);
    return true;
  }
}

function toSecondsLeft({ host }: TcfSession, { expiresAtMs }: StoredChoice): number {
  return Math.max(1, Math.ceil((expiresAtMs - host.platform.now()) / 1000));
}
