import { connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { startPostgres } from "../../../../test/servers/postgres.ts";
import { createTestPostgres, openTestPostgres } from "../../../../test/test-postgres.ts";
import { StorageUnavailableError } from "../../errors.ts";
import { createPostgresRelational } from "../postgres.ts";

// A server that somebody else runs is not ours to crash.
test.skipIf(process.env.TEST_POSTGRES_URL)(
  "a server that crashes and starts again is used on, with all that was acknowledged",
  { timeout: 90_000 },
  async () => {
    const server = await startPostgres({ isDurable: true });
    onTestFinished(server.stop);
    const { openStore, beside } = await openTestPostgres(server.url);
    const store = await openStore();
    const { outbox } = store.repositories;
    await store.transaction(() => outbox.add("before"));
    const { rows } = await beside.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    // One process of the server that dies takes all others with it: it starts again and recovers from its log.
    process.kill(rows[0]?.pid ?? 0, "SIGKILL");
    const failures: unknown[] = [];
    const acknowledged = await vi.waitFor(
      async () => {
        const message = `after ${failures.length} failures`;
        await store
          .transaction(() => outbox.add(message))
          .catch((error: unknown) => {
            failures.push(error);
            throw error;
          });
        return message;
      },
      { timeout: 60_000, interval: 50 },
    );
    for (const failure of failures) expect(failure).toBeInstanceOf(StorageUnavailableError);
    // What was acknowledged may have been just before the others died.
    const rowsLeft = await vi.waitFor(() => store.read(() => outbox.take(999)), { timeout: 60_000, interval: 50 });
    const messages = rowsLeft.map(({ message }) => message);
    expect(messages).toEqual(expect.arrayContaining(["before", acknowledged]));
    await vi.waitFor(() => store.ping(), { timeout: 60_000, interval: 50 });
  },
);

test("a server that does not answer any more rejects as unavailable within the bounds, and is used again when it does", async () => {
  const { url } = await createTestPostgres();
  const line = await openLine(url);
  const bounds = { connectTimeoutMs: 3000, statementTimeoutMs: 1000 };
  const store = await createPostgresRelational({ url: line.url, ...bounds, silenceMs: 200 });
  onTestFinished(() => store.close());
  await store.ping();
  line.hold();
  await expect(store.transaction(() => store.repositories.outbox.add("no"))).rejects.toBeInstanceOf(
    StorageUnavailableError,
  );
  await expect(store.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(store.exclusively("work", async () => "no")).rejects.toBeInstanceOf(StorageUnavailableError);
  line.letGo();
  await store.transaction(() => store.repositories.outbox.add("yes"));
  expect(await store.exclusively("work", async () => "yes")).toBe("yes");
});

test("a server that is not there refuses the start as unavailable, and no message holds the password", async () => {
  const { url } = await createTestPostgres();
  const wrong = new URL(url);
  for (const change of [{ port: "1" }, { password: "hunter2" }, { pathname: "/no_such_database" }]) {
    Object.assign(wrong, new URL(url), change);
    const error = await createPostgresRelational({ url: wrong.href, connectTimeoutMs: 2000 }).catch((reason) => reason);
    expect(error).toBeInstanceOf(StorageUnavailableError);
    expect(String(error)).toContain("PostgreSQL: ");
    expect(`${error} ${error.stack} ${JSON.stringify(error)}`).not.toContain(wrong.password);
  }
});

/** A line to the server that can be held: it stays open, and carries nothing. */
async function openLine(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isHeld = false;
  const server = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.on("data", (bytes) => to.write(bytes));
      if (isHeld) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const target = new URL(url);
  target.hostname = "127.0.0.1";
  target.port = String(typeof address === "object" ? address?.port : "");
  return {
    url: target.href,
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    letGo() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
