import type { Server } from "node:http";

/** Where the three servers of the demo listen; `"free"` takes whatever the machine has free. */
export type DemoPorts = "free" | number;

export const DEMO_PORT_DEFAULT = 4400;
/** The highest first port: the demo takes three in a row. */
const DEMO_PORT_MAX = 65_533;
/** Loopback only: the demo is for the person who started it. */
export const LOOPBACK = "127.0.0.1";

/** Says that a port is taken, and which variable moves the demo. */
export class PortBusyError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is in use. Set DEMO_PORT to move the demo, for example: DEMO_PORT=5400 npm start`);
    this.name = "PortBusyError";
    this.port = port;
  }
}

/** Says that `DEMO_PORT` cannot be used. */
export class DemoPortError extends Error {
  constructor(text: string) {
    super(`DEMO_PORT must be 0 (any free ports) or a port from 1 to ${DEMO_PORT_MAX}, not "${text}"`);
    this.name = "DemoPortError";
  }
}

/** Reads `DEMO_PORT`: absent is 4400, `0` is "free"; throws `DemoPortError` for anything that is no port. */
export function readDemoPorts(text: string | undefined): DemoPorts {
  if (text === undefined || text === "") return DEMO_PORT_DEFAULT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= DEMO_PORT_MAX)) throw new DemoPortError(text);
  return port === 0 ? "free" : port;
}

/** Picks the port of one of the three servers (0, 1, 2 after the first port); 0 lets the machine choose. */
export function toPort(ports: DemoPorts, offset: 0 | 1 | 2): number {
  return ports === "free" ? 0 : ports + offset;
}

/** Starts listening on the loopback interface and answers the port; rejects with `PortBusyError` when it is taken. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(isPortBusy(error) ? new PortBusyError(port) : error);
    server.once("error", onError);
    server.listen(port, LOOPBACK, () => {
      server.off("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Stops a server at once: the demo has nothing to drain. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Tells whether an error, or what caused it, is "address in use". */
export function isPortBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ("code" in error && error.code === "EADDRINUSE") || error.message.includes("EADDRINUSE") || isPortBusy(error.cause)
  );
}
