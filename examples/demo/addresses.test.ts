import { createServer } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import {
  closeServer,
  DEMO_PORT_DEFAULT,
  DemoPortError,
  isPortBusy,
  listen,
  PortBusyError,
  readDemoPorts,
  toPort,
} from "./addresses.ts";

const servers: ReturnType<typeof createServer>[] = [];

function open() {
  const server = createServer();
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(closeServer));
});

describe("DEMO_PORT", () => {
  test("is 4400 when nothing is said, and 0 means any free ports", () => {
    expect(readDemoPorts(undefined)).toBe(DEMO_PORT_DEFAULT);
    expect(readDemoPorts("")).toBe(DEMO_PORT_DEFAULT);
    expect(readDemoPorts("0")).toBe("free");
    expect(readDemoPorts("5400")).toBe(5400);
  });

  test.each(["-1", "65534", "99999", "4400x", "1e3", " 80", "0x50"])("refuses %j in one line that names it", (text) => {
    expect(() => readDemoPorts(text)).toThrow(DemoPortError);
    expect(() => readDemoPorts(text)).toThrow(`not "${text}"`);
  });

  test("gives the three servers ports in a row", () => {
    expect([toPort(4400, 0), toPort(4400, 1), toPort(4400, 2)]).toEqual([4400, 4401, 4402]);
    expect(toPort("free", 2)).toBe(0);
  });
});

describe("a busy port", () => {
  test("is one clear line that says how to move the demo", async () => {
    const port = await listen(open(), 0);
    const refusal = listen(open(), port);
    await expect(refusal).rejects.toThrow(PortBusyError);
    await expect(refusal).rejects.toThrow(`Port ${port} is in use. Set DEMO_PORT`);
  });

  test("is recognised behind another error", () => {
    expect(
      isPortBusy(new Error("start failed", { cause: Object.assign(new Error("busy"), { code: "EADDRINUSE" }) })),
    ).toBe(true);
    expect(isPortBusy(new Error("disk full"))).toBe(false);
    expect(isPortBusy("EADDRINUSE")).toBe(false);
  });
});
