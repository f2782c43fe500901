import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import type { AddOns } from "../add-ons.ts";
import type { Identity } from "../api.ts";
import type { AddOnName, LiveAddOn, PlaceholdersAddOn } from "../chunks.ts";
import type { Outbox } from "../send/outbox.ts";
import { createDecisionQueue } from "./decision-queue.ts";
import { createEvents, type ReportedEvent } from "./events.ts";
import { createLogouts } from "./logouts.ts";
import { createTabs } from "./tabs.ts";

/** What goes on behind the first layer, and is loaded after it: deliveries, reports, other tabs, other devices. */
export interface Background {
  /** Tries to deliver what the outbox holds; never rejects. */
  send(): void;
  /** Sends what is not on its way yet: the page is going away. */
  flush(): void;
  report(type: ReportedEvent): void;
  tellTabs(): void;
  /** Deletes what was withdrawn, now or on a page before. */
  cleanUp(): void;
  /** Something that would be seen is held back. */
  showPlaceholders(): void;
  identify(identity: Identity): void;
  forget(): void;
}

export interface BackgroundOptions {
  readonly host: AddOnHost;
  readonly addOns: Pick<AddOns, "get">;
  readonly use: (addOn: AddOn) => AddOn;
  readonly outbox: Outbox;
  readonly readChoice: (text: unknown) => StoredChoice | null;
  readonly language: () => string;
}

/** The background chunk. */
export interface BackgroundModule {
  createBackground(options: BackgroundOptions): Background;
}

/** Creates the background of one page. */
export function createBackground({ host, addOns, use, ...options }: BackgroundOptions): Background {
  const { platform, setup, storage, store, guard, onError } = host;
  const { endpoint } = platform;
  const credentials = toCredentials(setup, endpoint);
  const toSignals: AddOn["toSignals"] = (decidedAtMs) => ({
    ...addOns.get("tcf")?.toSignals?.(decidedAtMs),
    ...addOns.get("iab")?.toSignals?.(decidedAtMs),
  });
  const queue = createDecisionQueue({ ...{ ...platform, ...options }, storage, onError, credentials, toSignals });
  const report = createEvents({
    ...{ setup, endpoint, gpc: store.gpc, userToken: store.deviceId, language: options.language },
  });
  const need = async (name: AddOnName): Promise<AddOn | undefined> => {
    try {
      return addOns.get(name) ?? use((await platform.load(name)).createAddOn(setup));
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  const needLive = () => need("live") as Promise<LiveAddOn | undefined>;
  let turn: Promise<unknown> = Promise.resolve();
  /** In the order of the calls: two loads of one file need not answer in theirs. What cannot be loaded is left undone. */
  const withLive = (act: (live: LiveAddOn) => void) => {
    turn = turn.then(needLive).then((live) => live && guard(() => act(live)));
    return turn;
  };
  const logouts = createLogouts(options.outbox, storage);
  let leaving = 0;
  const forget = () => {
    leaving++;
    void withLive((live) => {
      live.forget();
      logouts.settle();
    }).then(() => leaving--);
  };
  const forgetLate = () => leaving === 0 && logouts.isOpen() && forget();
  return {
    send() {
      forgetLate();
      void queue.send();
    },
    flush: queue.flush,
    report: (type) => void guard(() => report(type)),
    tellTabs: createTabs(host.sync),
    cleanUp: () => void need("cleanup"),
    showPlaceholders: () =>
      void need("placeholders").then((addOn) => guard(() => (addOn as PlaceholdersAddOn | undefined)?.look())),
    identify(identity) {
      forgetLate();
      void withLive((live) => live.identify(identity));
    },
    forget,
  };
}

// Where a host of the site leads to the server, the server keeps the choice in a cookie of the site.
function toCredentials({ config }: ResolvedConfig, endpoint: string): RequestCredentials {
  const host = config.sharing?.server_host;
  return host && endpoint === `https://${host}` ? "include" : "omit";
}
