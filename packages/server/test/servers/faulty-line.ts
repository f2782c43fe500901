import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What becomes of something that a client says, and of the answer. */
export type LineFault =
  /** It does not arrive: the connection breaks before. */
  | "refuse"
  /** It is done, and the connection breaks before the answer. */
  | "lose"
  /** It is done, and the connection breaks in the middle of the answer. */
  | "half";

/** Stands between clients and a server that speak in turn, such as PostgreSQL's. */
export interface FaultyLine {
  /** The server's address with the line's host and port. */
  readonly url: string;
  /** Asked about everything that a client says, until it is set anew. */
  setFaults(choose: (said: string) => LineFault | undefined): void;
  close(): Promise<void>;
}

export async function createFaultyLine(targetUrl: string): Promise<FaultyLine> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let choose: (said: string) => LineFault | undefined = () => undefined;

  function join(near: Socket): void {
    const far = connect(Number(target.port), target.hostname);
    let fault: LineFault | undefined;
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      // A cut is what this is for.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    near.on("data", (said) => {
      fault ??= choose(said.toString("latin1"));
      if (fault === "refuse") cut();
      else far.write(said);
    });
    far.on("data", (answer) => {
      if (fault === undefined) near.write(answer);
      else if (fault === "lose") cut();
      else near.write(answer.subarray(0, answer.length >> 1), cut);
    });
  }

  const server = createServer(join).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    setFaults: (next) => {
      choose = next;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
