import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createReplayWorld, toMessage } from "../../../test/replay-world.ts";
import { createSqliteAnalytics } from "../../storage/analytics/sqlite.ts";
import { createEventRow, createTenantRow } from "../../storage/contract/rows.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type { GoldDrift } from "../../storage/ports.ts";
import { createProgress } from "./replay-progress.ts";
import { readSettleArguments } from "./settle-arguments.ts";
import { runSettle, type SettleStores } from "./settle-command.ts";

const NOW_MS = Date.parse("2026-03-10T12:00:00Z");
const DAY_MS = Date.parse("2026-03-01");

async function createCommand() {
  const analytics = await createSqliteAnalytics({ file: path.join(createTestFolder(), "analytics.sqlite") });
  onTestFinished(() => analytics.close());
  const world = await createReplayWorld(analytics);
  const settled: string[] = [];
  const drifts: GoldDrift[] = [];
  const stores: SettleStores = {
    ...{ store: world.store, objects: world.objects, ...world.makers },
    analytics: {
      ...analytics,
      settleDay: async (day) => {
        settled.push(day);
        return drifts.splice(0);
      },
    },
    close: async () => {},
  };
  async function run(words: string, given: Partial<SettleStores> = {}) {
    const lines: string[] = [];
    const code = await runSettle(words.split(" ").filter(Boolean), {
      ...{ now: () => NOW_MS, random: (bytes) => new Uint8Array(bytes), signal: new AbortController().signal },
      ...{ pause: async () => {}, print: (line) => lines.push(line) },
      progress: { isTerminal: false, write: () => {} },
      openStores: async () => ({ ...stores, ...given }),
    });
    return { code, text: lines.join("\n") };
  }
  return { world, settled, drifts, run };
}

describe("the words behind settle", () => {
  test.each([
    ["--replay", "needs the first and the last day"],
    ["--replay --from 2026-03-01", "needs the first and the last day"],
    ["--replay --from 2026-03-01 --to 2026-02-30", "--to takes a UTC day"],
    ["--replay --from 2026-03-02 --to 2026-03-01", "--from lies behind --to"],
    ["--from yesterday", "--from takes a UTC day"],
    ["--dry-run", "go with --replay"],
    ["--tenant shop0001", "go with --replay"],
    ["--reply", "Unknown option '--reply'"],
    ["2026-03-01", "Unexpected argument"],
  ])("%s are refused: %s", (words, message) => {
    expect(() => readSettleArguments(words.split(" "))).toThrow(message);
  });

  test("that cannot be used are answered with 2 and how it is done", async () => {
    const { run } = await createCommand();
    for (const words of ["--replay", "--replay --from 2027-01-01 --to 2027-01-02"]) {
      expect(await run(words)).toMatchObject({
        code: 2,
        text: expect.stringContaining("cookiehub-server settle --replay"),
      });
    }
    const unknown = await run("--replay --from 2026-03-01 --to 2026-03-02 --tenant nobody");
    expect(unknown).toMatchObject({ code: 2, text: expect.stringContaining('no tenant with the code or id "nobody"') });
  });
});

describe("settle without a replay", () => {
  test("settles the last closed days, or those of a range that are closed, and says what differed", async () => {
    const { run, settled, drifts } = await createCommand();
    expect(await run("")).toEqual({ code: 0, text: "Figures of 4 days compared with their rows: nothing differed." });
    expect(settled.splice(0)).toEqual(["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"]);
    drifts.push({ day: "2026-03-07", table: "consent_funnel_daily", lines: 3 });
    const { code, text } = await run("--from 2026-03-07 --to 2026-03-12");
    expect([code, settled]).toEqual([0, ["2026-03-07", "2026-03-07", "2026-03-08"]]);
    expect(text).toBe(
      [
        "Days after 2026-03-08 are not closed yet, and are settled by themselves when they are.",
        "Figures of 2 days compared with their rows, and rebuilt where they differed:",
        "  2026-03-07  consent_funnel_daily  3 lines",
      ].join("\n"),
    );
  });

  test("that a store does not answer ends with 1", async () => {
    const { run } = await createCommand();
    const away = { settleDay: async () => Promise.reject(new StorageUnavailableError("ClickHouse: away")) };
    const answer = await run("", { analytics: away as never });
    expect(answer).toEqual({
      code: 1,
      text: "Not all days were settled: ClickHouse: away. Run the same command again.",
    });
  });
});

describe("a replay from the command line", () => {
  test("prints rows by day and kind, what was done, and what to do next", async () => {
    const { run, world } = await createCommand();
    await world.store.transaction(() => world.store.repositories.tenants.put(createTenantRow()));
    const rows = [0, 1, 1, 86_400_000].map((after) =>
      createEventRow(`event-${after}`, { receivedAtMs: DAY_MS + after }),
    );
    await world.addMessages([...rows.map(toMessage), "nonsense"], DAY_MS);
    for await (const key of world.objects.list("consent/")) {
      await world.store.transaction(() => world.store.repositories.ingest.markLoaded(key, 1));
    }
    const words = "--replay --from 2026-03-01 --to 2026-03-02 --tenant shop";
    const table = (added: string) => [
      `day         kind    rows in bronze  known or repeated  ${added}`,
      `2026-03-01  events               3                  1  ${"2".padStart(added.length)}`,
      `2026-03-02  events               1                  0  ${"1".padStart(added.length)}`,
      `all                              4                  1  ${"3".padStart(added.length)}`,
      "",
      "1 object read.",
      "1 line in them cannot be made a row of: see rejected/ in bronze.",
    ];
    const dry = await run(`${words} --dry-run`);
    expect([dry.code, dry.text.split("\n")]).toEqual([
      0,
      [
        "Replay of 2026-03-01 to 2026-03-02 for shop0001, nothing is written.",
        "",
        ...table("would be added"),
        "Nothing was written. 3 rows would be added.",
      ],
    ]);
    const real = await run(words);
    expect([real.code, real.text.split("\n")]).toEqual([
      0,
      [
        "Replay of 2026-03-01 to 2026-03-02 for shop0001.",
        "",
        ...table("added"),
        "Figures of 2 days compared with their rows: nothing differed.",
        "Done: 3 missing rows loaded.",
      ],
    ]);
  });

  test("ends with 1 where an object cannot be read, or another replay runs", async () => {
    const { run, world } = await createCommand();
    await world.objects.put("consent/2026/03/01/damaged.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1]));
    const words = "--replay --from 2026-03-01 --to 2026-03-02";
    const answer = await run(words);
    expect(answer.code).toBe(1);
    expect(answer.text).toContain("consent/2026/03/01/damaged.gz: unexpected end of file");
    await world.store.exclusively("settle-replay", async () => {
      expect(await run(words)).toMatchObject({ code: 1, text: expect.stringContaining("Another replay is running") });
    });
  });
});

test("progress is one line on a terminal, and a line now and then elsewhere", () => {
  for (const isTerminal of [true, false]) {
    let nowMs = 0;
    let text = "";
    const show = createProgress({ isTerminal, write: (part) => (text += part), now: () => nowMs });
    for (const objectsDone of [0, 1, 2, 60, 100]) {
      show({ objectsDone, objects: 100, rows: objectsDone * 500 });
      nowMs += objectsDone < 2 ? 100 : 30_000;
    }
    const lines = text.split(isTerminal ? "\r" : "\n").filter((line) => line !== "");
    expect(lines.map((line) => line.replace("\x1b[K", "").trim())).toEqual([
      "0 of 100 objects, 0 rows",
      ...(isTerminal ? ["2 of 100 objects, 1000 rows"] : []),
      "60 of 100 objects, 30000 rows, 993 rows/s, 21 s left",
      "100 of 100 objects, 50000 rows, 831 rows/s, 0 s left",
    ]);
  }
});
