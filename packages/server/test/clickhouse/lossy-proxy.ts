import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between a client and a server of HTTP, and loses answers after the server has given them. */
export interface LossyProxy {
  readonly url: string;
  /** Lets the next request whose address or body holds a text through, and its answer not. */
  loseAnswerOf(text: string): void;
  /** How many answers were lost. */
  readonly lostCount: () => number;
  close(): Promise<void>;
}

/** Creates a proxy on a free port of the loopback address. */
export async function createLossyProxy(targetUrl: string): Promise<LossyProxy> {
  let lost = 0;
  let wanted: string | undefined;
  const server = createServer((near, answer) => {
    const chunks: Buffer[] = [];
    near.on("data", (chunk: Buffer) => chunks.push(chunk));
    near.on("end", () => {
      const body = Buffer.concat(chunks);
      const isLost = wanted !== undefined && `${toText(near.url)} ${body.toString()}`.includes(wanted);
      if (isLost) wanted = undefined;
      const far = request(
        new URL(near.url ?? "/", targetUrl),
        { method: near.method, headers: near.headers },
        (given) => {
          if (!isLost) {
            answer.writeHead(given.statusCode ?? 500, given.headers);
            given.pipe(answer);
            return;
          }
          given.resume();
          given.on("end", () => {
            lost += 1;
            near.socket.destroy();
          });
        },
      );
      far.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswerOf(text) {
      wanted = text;
    },
    lostCount: () => lost,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function toText(address = "/"): string {
  return [...new URL(address, "http://proxy").searchParams.values()].join(" ");
}
