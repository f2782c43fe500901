import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot, CookieHub } from "./api.ts";
import { createListeners, toError } from "./listeners.ts";
import type { Platform } from "./platform.ts";
import { createSession, type Session } from "./session.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";
import { isAllowedIn } from "./state/is-allowed.ts";

/** A widget whose configuration may still be on its way. */
export interface Widget {
  readonly api: CookieHub;
  /** Starts with a configuration; a second call does nothing. */
  begin(setup: ResolvedConfig): void;
  /** Tells of a failure. */
  report(error: unknown): void;
  /** Tells that the configuration cannot be had: everything stays blocked. */
  fail(error: unknown): void;
}

/** Creates a widget. Acts that come before its configuration wait for it. */
export function createWidget(platform: Platform): Widget {
  const listeners = createListeners();
  let now = EMPTY_SNAPSHOT;
  const subscribers = new Set<() => void>();
  let session: Session | null = null;
  let waiting: ((session: Session) => void)[] = [];
  let onReady: (snapshot: ConsentSnapshot) => void = () => {};
  const ready = new Promise<ConsentSnapshot>((resolve) => {
    onReady = resolve;
  });

  const act = (run: (session: Session) => void): void => {
    const begun = session;
    if (begun) listeners.guard(() => run(begun));
    else waiting.push(run);
  };
  const api: CookieHub = {
    ready,
    getSnapshot: () => now,
    subscribe(listener) {
      if (typeof listener !== "function") return () => {};
      const entry = () => listener();
      subscribers.add(entry);
      return () => void subscribers.delete(entry);
    },
    on: listeners.on,
    push(...entries) {
      for (const entry of entries) listeners.guard(() => (typeof entry === "function" ? entry(api) : api.use(entry)));
    },
    open: () => act((begun) => begun.open()),
    show: () => act((begun) => begun.show()),
    acceptAll: () => act((begun) => begun.decide("accept", "api")),
    rejectAll: () => act((begun) => begun.decide("reject", "api")),
    save: (choices, services) =>
      act((begun) => begun.decide({ categories: toChoices(choices), services: toChoices(services ?? {}) }, "api")),
    isAllowed: (id) => isAllowedIn(now, id),
    blocked: () => session?.blocked() ?? [],
    loadOnce: (element) => listeners.guard(() => session?.loadOnce(element)) ?? false,
    identify: (identity) => act((begun) => begun.identify(identity)),
    forget: () => act((begun) => begun.forget()),
    use: (addOn) => act((begun) => begun.use(addOn)),
  };
  return {
    api,
    begin(setup) {
      if (session) return;
      listeners.guard(() => {
        session = createSession({
          ...{ platform, setup, api, listeners },
          onSnapshot: (snapshot) => {
            now = snapshot;
          },
          onChanged() {
            for (const subscriber of [...subscribers]) listeners.guard(subscriber);
          },
        });
        session.start();
      });
      const early = waiting;
      waiting = [];
      early.forEach(act);
      onReady(now);
    },
    report: (error) => listeners.emit("error", toError(error)),
    fail(error) {
      listeners.emit("error", toError(error));
      onReady(now);
    },
  };
}

function toChoices(value: unknown): Record<string, boolean> {
  if (typeof value !== "object" || value === null) throw new TypeError("save() takes objects");
  return value as Record<string, boolean>;
}
