import { onTestFinished } from "vitest";
import { createTestDatabase } from "../../../test/servers/test-servers.ts";
import { describeRelationalStore } from "../contract/relational-store.ts";
import { createPostgresRelational } from "./postgres.ts";

describeRelationalStore("PostgreSQL", async () => {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return createPostgresRelational({ url });
});
