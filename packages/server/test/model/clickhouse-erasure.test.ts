import { createClickHouseAnalytics } from "../../src/storage/analytics/clickhouse.ts";
import { describeErasure } from "../../src/storage/contract/analytics-erasure.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";

const clickhouse = useClickHouse();

describeErasure("ClickHouse", {
  open: () => createClickHouseAnalytics(clickhouse.createOptions()),
  settle: async (store, days) => {
    for (const day of days) await store.settleDay(day);
  },
  runs: Number(process.env.TEST_ERASURE_STREAMS ?? 6),
});
