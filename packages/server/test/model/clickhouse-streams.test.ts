import { createClickHouseAnalytics } from "../../src/storage/analytics/clickhouse.ts";
import { describeRandomStreams } from "../../src/storage/contract/analytics-questions.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";

const clickhouse = useClickHouse();
let database = "";

describeRandomStreams("ClickHouse", {
  open: () => {
    const options = clickhouse.createOptions();
    database = options.database;
    return createClickHouseAnalytics(options);
  },
  settle: async (store, days) => {
    for (const day of days) await store.settleDay(day);
  },
  forget: () => clickhouse.run(database, "TRUNCATE TABLE recent_consent_events"),
  runs: Number(process.env.TEST_ANALYTICS_STREAMS ?? 200),
});
