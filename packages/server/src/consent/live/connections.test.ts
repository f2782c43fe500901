import { describe, expect, test } from "vitest";
import { createState, listen, startHub } from "./listening-world.ts";

const QUIET = { tenantId: "demo", deviceId: "dev_a", addressPrefix: "", lastEventId: undefined };

describe("connections", () => {
  test("leave nothing behind: after a thousand came and went every set is empty", async () => {
    const state = createState();
    state.links.set("dev_3", "ann");
    const { live } = await startHub();
    const readers = [];
    for (let count = 0; count < 1000; count++) {
      readers.push(await listen(live, state, { deviceId: `dev_${count % 7}`, addressPrefix: `198.51.${count}.0/24` }));
    }
    expect(live.count().connections).toBe(1000);
    for (const reader of readers) reader.leave();
    for (const reader of readers) reader.leave();
    expect(live.count()).toEqual({ connections: 0, subjects: 0, names: 0 });
  });

  test("that are gone before they were opened give their place back", async () => {
    const { live } = await startHub();
    live.listen({ ...QUIET, readPosition: async () => createState().position("dev_a") })({
      write: () => expect.unreachable(),
      end: () => {},
      onClose: (listener) => listener(),
    });
    expect(live.count()).toEqual({ connections: 0, subjects: 0, names: 0 });
  });

  test.each([
    ["one tenant", (count: number) => ({ tenantId: "demo", addressPrefix: `198.51.${count}.0/24` }), 100],
    ["one prefix at one tenant", () => ({ tenantId: "demo", addressPrefix: "198.51.0.0/24" }), 50],
    ["one prefix", (count: number) => ({ tenantId: `t${count}`, addressPrefix: "198.51.0.0/24" }), 200],
    ["the process", (count: number) => ({ tenantId: `t${count}`, addressPrefix: "" }), 1000],
  ])("of %s are bounded, and the next one that leaves makes room", async (_name, toCommand, max) => {
    const { live } = await startHub({ connectionsMax: 1000 });
    const state = createState();
    const first = await listen(live, state, toCommand(0));
    for (let count = 1; count < max; count++) await listen(live, state, toCommand(count));
    await expect(listen(live, state, toCommand(max))).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 60,
    });
    first.leave();
    await expect(listen(live, state, toCommand(max))).resolves.toBeDefined();
  });

  test("end when the server stops, and no new one is taken", async () => {
    const { live } = await startHub();
    const reader = await listen(live, createState());
    live.close();
    live.close();
    expect(reader.hasEnded()).toBe(true);
    await expect(listen(live, createState())).rejects.toMatchObject({ code: "shutting_down" });
  });
});
