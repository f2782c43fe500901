import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, createTestRedis } from "./test-servers.ts";

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // Cut by `drop`, which is what one of the tests is about.
  client.on("error", () => {});
  await client.connect();
  return client;
}

describe("test servers", () => {
  test("each database is empty, and nobody else's", async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    onTestFinished(one.drop);
    onTestFinished(two.drop);
    const client = await connect(one.url);
    await client.query("CREATE TABLE mine (id integer)");
    await client.end();
    const other = await connect(two.url);
    const { rows } = await other.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    await other.end();
    expect(rows).toEqual([]);
  });

  test("a database can be dropped while it is in use, and twice", async () => {
    const { url, drop } = await createTestDatabase();
    const client = await connect(url);
    await drop();
    await drop();
    await expect(client.query("SELECT 1")).rejects.toThrow();
    await expect(connect(url)).rejects.toThrow("does not exist");
  });

  test("each prefix is nobody else's", async () => {
    const [one, two] = [await createTestRedis(), await createTestRedis()];
    expect(one.url).toBe(two.url);
    expect(one.prefix).not.toBe(two.prefix);
  });
});
