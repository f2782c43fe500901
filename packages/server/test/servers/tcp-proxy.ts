import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a real server, and makes the network fail. */
export interface TcpProxy {
  /** The server's address with the proxy's host and port. */
  readonly url: string;
  /** Cuts every connection, and refuses new ones. */
  refuse(): Promise<void>;
  /** Keeps every connection, takes new ones, and lets nothing through. */
  hang(): void;
  /** Lets through what waited, and takes connections again. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a proxy on a free port of the loopback address. */
export async function createTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isHanging = false;
  let server: Server | undefined;
  let port = 0;

  function track(socket: Socket, other: () => Socket): void {
    sockets.add(socket);
    // A cut is what this is for.
    socket.on("error", () => {});
    socket.on("data", (chunk) => other().write(chunk));
    socket.on("close", () => {
      sockets.delete(socket);
      other().destroy();
    });
    if (isHanging) socket.pause();
  }

  async function listen(): Promise<void> {
    server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      track(near, () => far);
      track(far, () => near);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address === "object") port = address.port;
  }

  async function refuse(): Promise<void> {
    const open = server;
    server = undefined;
    if (!open) return;
    const closed = once(open, "close");
    open.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen();
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    refuse,
    hang: () => {
      isHanging = true;
      for (const socket of sockets) socket.pause();
    },
    restore: async () => {
      isHanging = false;
      for (const socket of sockets) socket.resume();
      if (!server) await listen();
    },
    close: refuse,
  };
}
