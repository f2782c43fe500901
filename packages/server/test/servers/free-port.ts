import { once } from "node:events";
import { createServer } from "node:net";

const ATTEMPTS_MAX = 3;

/** Answers a TCP port that is free on the loopback address right now. */
async function readFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address with a port.");
  return address.port;
}

/** Starts something on a free port, and on another one when it fails: somebody may have taken the first meanwhile. */
export async function startOnFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await readFreePort());
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
