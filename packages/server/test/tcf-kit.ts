import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { type ListServer, type ListServerOptions, startListServer } from "../../../examples/demo/tcf/list-server.ts";
import type { Logger } from "../src/http/log.ts";
import { createTestFolder } from "../src/storage/contract/test-folder.ts";
import { createFileObjects } from "../src/storage/objects/filesystem.ts";
import type { ObjectStore, RelationalStore } from "../src/storage/ports.ts";
import { createSqliteRelational } from "../src/storage/relational/sqlite.ts";
import { download } from "../src/tcf/download.ts";
import { createGivenLists, type GivenLists } from "../src/tcf/given-lists.ts";
import { createListFiles, type ListFiles } from "../src/tcf/list-files.ts";
import { createListKeeper, type ListKeeper } from "../src/tcf/list-keeper.ts";
import { createSelections, type Selections } from "../src/tcf/selections.ts";
import { createTranslationKeeper, type TranslationKeeper } from "../src/tcf/translation-keeper.ts";

/** What one process has of the vendor list. */
export interface TcfProcess {
  /** Its own connection to what all share. */
  readonly store: RelationalStore;
  readonly files: ListFiles;
  readonly keeper: ListKeeper;
  readonly translations: TranslationKeeper;
  readonly given: GivenLists;
  readonly selections: Selections;
}

/** An installation whose processes share their stores, beside a publisher. */
export interface TcfInstallation {
  readonly publisher: ListServer;
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  /** Milliseconds since 1970 on the installation's clock; tests move it. */
  readonly clock: { nowMs: number };
  readonly log: { readonly error: ReturnType<typeof vi.fn>; readonly warn: ReturnType<typeof vi.fn> };
  /** The same, as the code takes it. */
  readonly logger: Logger;
  /** Starts another process: it reads what there is, and asks nobody. */
  start(): Promise<TcfProcess>;
}

/** Sets an installation up for the running test; its lists are small. */
export async function createTcfInstallation(options: ListServerOptions = {}): Promise<TcfInstallation> {
  const publisher = await startListServer({ vendors: 30, ...options });
  onTestFinished(publisher.close);
  const folder = createTestFolder();
  const openStore = async (): Promise<RelationalStore> => {
    const opened = await createSqliteRelational({ file: join(folder, "records.sqlite") });
    onTestFinished(() => opened.close());
    return opened;
  };
  const store = await openStore();
  const objects = await createFileObjects({ directory: join(folder, "objects") });
  const clock = { nowMs: Date.parse("2026-11-21T00:00:00Z") };
  const log = createTestLog();
  const logger = log as unknown as Logger;
  return {
    ...{ publisher, store, objects, clock, log, logger },
    start: async () => {
      const parts = { store: await openStore(), objects, log: logger, now: () => clock.nowMs };
      const files = createListFiles({
        ...parts,
        listUrl: publisher.listUrl,
        download,
        closing: new AbortController().signal,
      });
      const keeper = createListKeeper({ ...parts, files });
      await keeper.load();
      const given = createGivenLists(objects, parts.log);
      return {
        ...{ store: parts.store, files, keeper, given },
        translations: createTranslationKeeper({ ...parts, files }),
        selections: createSelections({ keeper, given }),
      };
    },
  };
}

/** A log that remembers its lines. */
export function createTestLog() {
  return { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() };
}

/** Paths that were asked of a publisher. */
export function listPaths(publisher: ListServer): string[] {
  return publisher.seen.map(({ path }) => path.replace("/v3/", ""));
}
