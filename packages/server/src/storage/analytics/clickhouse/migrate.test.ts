import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow } from "../../contract/rows.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";
import { checkVersion } from "./boot-check.ts";
import type { Connection } from "./connection.ts";
import { CLICKHOUSE_STEPS } from "./schema/steps.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return store;
}

describe("opening ClickHouse", () => {
  test("twice, or by two processes at once, gives one schema and keeps what is there", async () => {
    const options = clickhouse.createOptions();
    const [first] = await Promise.all([openStore(options), openStore(options)]);
    await first.load("1", [createEventRow("e1")]);
    const again = await openStore(options);
    expect(await again.ask("consentStatus", ASKED)).toMatchObject([{ partial: 1 }]);
    const steps = await clickhouse.ask(options.database, "SELECT DISTINCT step FROM schema_steps ORDER BY step");
    expect(steps.map(({ step }) => step)).toEqual(Object.keys(CLICKHOUSE_STEPS));
  });

  test("goes on with a step that was broken off", async () => {
    const options = clickhouse.createOptions();
    await (await openStore(options)).close();
    await clickhouse.run(options.database, "DROP TABLE consent_matrix_daily_view");
    await clickhouse.run(options.database, "DELETE FROM schema_steps WHERE step >= '0003'");
    const store = await openStore(options);
    await store.load("1", [createEventRow("e1")]);
    const matrix = await store.ask("consentMatrix", { ...ASKED, first: "device", second: "country" });
    expect(matrix).toMatchObject([{ first: "mobile", second: "DE" }]);
  });

  test("refuses a database that a later release has changed", async () => {
    const options = clickhouse.createOptions();
    await (await openStore(options)).close();
    await clickhouse.run(options.database, "INSERT INTO schema_steps (step) VALUES ('9999-later')");
    await expect(openStore(options)).rejects.toMatchObject({
      code: "clickhouse_setup",
      message: expect.stringContaining("9999-later"),
    });
  });

  test("refuses tables on which a retry would count twice, and says what to run", async () => {
    const options = clickhouse.createOptions();
    await (await openStore(options)).close();
    const alter = "ALTER TABLE consent_dim_daily MODIFY SETTING non_replicated_deduplication_window";
    await clickhouse.run(options.database, `${alter} = 100`);
    await expect(openStore(options)).rejects.toMatchObject({
      code: "clickhouse_setup",
      message: expect.stringMatching(
        /for consent_dim_daily: ALTER TABLE .* non_replicated_deduplication_window = 10000/,
      ),
    });
    await clickhouse.run(options.database, `${alter} = 10000`);
    await openStore(options);
  });

  test("refuses tables on one server where a cluster was meant", async () => {
    const options = clickhouse.createOptions();
    await (await openStore(options)).close();
    const { checkDeduplication } = await import("./boot-check.ts");
    const { createConnection } = await import("./connection.ts");
    const connection = createConnection(options);
    onTestFinished(() => connection.close());
    await expect(checkDeduplication(connection, { cluster: "main" })).rejects.toThrow(
      /ALTER TABLE \.\.\. MODIFY SETTING replicated_deduplication_window/,
    );
  });

  test("refuses settings that its user may not have", async () => {
    const { checkDeduplication } = await import("./boot-check.ts");
    const stubborn = { read: async () => [{ async_insert: 1 }] } as unknown as Connection;
    await expect(checkDeduplication(stubborn, {})).rejects.toThrow(/does not take async_insert = 0, .* from this user/);
  });

  test.each([
    ["25.8.1.1", false],
    ["26.2.9.1", false],
    ["26.3.1.1", true],
    ["27.1.1.1", true],
  ])("takes version %s: %s", async (version, isTaken) => {
    const check = checkVersion({ read: async () => [{ version }] } as unknown as Connection);
    if (isTaken) await check;
    else
      await expect(check).rejects.toThrow(`ClickHouse ${version} cannot be used: update the server to 26.3 or later.`);
  });
});
