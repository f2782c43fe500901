import { expect, onTestFinished, test } from "vitest";
import { startListServer } from "../../../../examples/demo/tcf/list-server.ts";
import { createTestDatabase } from "../../test/servers/test-servers.ts";
import { createTestLog } from "../../test/tcf-kit.ts";
import type { Logger } from "../http/log.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { createFileObjects } from "../storage/objects/filesystem.ts";
import { createPostgresRelational } from "../storage/relational/postgres.ts";
import { download } from "./download.ts";
import { createListFiles } from "./list-files.ts";

test("T71 of many processes on one PostgreSQL exactly one asks, for each file and each period", async () => {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  const publisher = await startListServer({ vendors: 10 });
  onTestFinished(publisher.close);
  const objects = await createFileObjects({ directory: createTestFolder() });
  const clock = { nowMs: Date.parse("2026-11-21T00:00:00Z") };
  const processes = [];
  for (let index = 0; index < 4; index++) {
    const store = await createPostgresRelational({ url });
    onTestFinished(() => store.close());
    const log = createTestLog() as unknown as Logger;
    const closing = new AbortController().signal;
    const parts = { store, objects, listUrl: publisher.listUrl, log, download, closing, now: () => clock.nowMs };
    processes.push(createListFiles(parts));
  }
  for (let period = 1; period <= 5; period++) {
    await Promise.all(
      processes.flatMap((files) => [
        files.refresh({ kind: "list" }),
        files.refresh({ kind: "translation", language: "fr" }),
        files.refresh({ kind: "list" }),
      ]),
    );
    expect(publisher.seen).toHaveLength(period * 2);
    clock.nowMs += 604_800_000;
  }
});
