import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Route } from "../http/route.ts";
import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { checkListHealth } from "./check-list-health.ts";
import { createDisclosures } from "./disclosures.ts";
import { download } from "./download.ts";
import { createGivenLists } from "./given-lists.ts";
import { connectTls, createPatientResolver, resolveHost } from "./https-get.ts";
import { createListFiles } from "./list-files.ts";
import { createListKeeper, type ListKeeper } from "./list-keeper.ts";
import { createTcfRoutes } from "./routes.ts";
import { createSelections } from "./selections.ts";
import { createTcfService, type TcfService } from "./service.ts";
import type { TcfSettings } from "./settings.ts";
import { createTranslationKeeper } from "./translation-keeper.ts";

export interface TcfParts {
  readonly settings: TcfSettings;
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "addGauge" | "addCounter">;
  readonly now: () => number;
}

export interface Tcf {
  readonly service: TcfService;
  readonly routes: readonly Route[];
  readonly tasks: readonly Task[];
  /** Rejects while there is no list, or the one at hand is past its time; visitors are answered all the same. */
  check(): Promise<void>;
  /** Ends downloads under way, so that nobody waits for the tasks. */
  close(): void;
}

/** Names of vendors' hosts that are looked up at a time: the system has two places for all of the process. */
const LOOK_UPS_MAX = 1;

/** Puts the TCF's part of the server together, with the list that an earlier start left. Asks nobody outside. */
export async function createTcf(parts: TcfParts): Promise<Tcf> {
  const { settings, store, objects, log, metrics, now } = parts;
  const closing = new AbortController();
  const files = createListFiles({
    store,
    objects,
    listUrl: settings.listUrl,
    log,
    download,
    closing: closing.signal,
    now,
  });
  const keeper = createListKeeper({ files, objects, log, now });
  const translations = createTranslationKeeper({ files, log, now });
  const given = createGivenLists(objects, log);
  const selections = createSelections({ keeper, given });
  const disclosures = createDisclosures({
    list: () => keeper.current()?.list,
    resolve: createPatientResolver(resolveHost, LOOK_UPS_MAX),
    connect: connectTls,
    log,
    now,
  });
  const service = createTcfService({
    settings,
    keeper,
    translations,
    selections,
    wait: (ms) => wait(ms, undefined, { ref: false }),
  });
  await keeper.load();
  addTcfMetrics(metrics, keeper, files.failures);
  return {
    service,
    routes: createTcfRoutes({ service, disclosures, now }),
    tasks: [keeper.task, translations.task, createFlushTask(given.flush)],
    check: async () => checkListHealth(keeper.health()),
    close: () => closing.abort(),
  };
}

const FLUSH_EVERY_MS = 5_000;

function createFlushTask(flush: () => Promise<void>): Task {
  return {
    name: "tcf-selections",
    everyMs: FLUSH_EVERY_MS,
    accompanies: "every process",
    run: async () => {
      await flush();
      return "idle";
    },
  };
}

function addTcfMetrics(metrics: TcfParts["metrics"], keeper: ListKeeper, readFailures: () => number): void {
  metrics.addGauge(
    "cookiehub_tcf_list_age_seconds",
    "How long ago the vendor list was last known to be the newest; -1 without a list",
    async () => {
      const { ageMs } = keeper.health();
      return ageMs === null ? -1 : ageMs / 1000;
    },
  );
  metrics.addGauge("cookiehub_tcf_list_version", "Version of the vendor list in use; 0 without one", async () => {
    return keeper.current()?.list.vendorListVersion ?? 0;
  });
  metrics.addCounter(
    "cookiehub_tcf_list_failures_total",
    "Downloads of the vendor list and its translations that failed in this process",
    readFailures,
  );
}
