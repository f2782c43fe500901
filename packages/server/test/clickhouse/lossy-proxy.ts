import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/**
 * How a call fails. `refused`: the server hears nothing; `cut`: it hears half of it; `busy`: it says that it cannot now;
 * `unanswered`: it does what it is told, and the answer is lost; `halved`: half of the answer comes.
 */
export const FAILURES = ["refused", "cut", "busy", "unanswered", "halved"] as const;
export type Failure = (typeof FAILURES)[number];

/** Stands between a client and a server of HTTP, and makes calls fail. */
export interface LossyProxy {
  readonly url: string;
  /** Lets the next request whose address or body holds a text through, and its answer not. */
  loseAnswerOf(text: string): void;
  /** Asks for each call from now on how it is to fail. */
  failBy(pick: () => Failure | undefined): void;
  /** How many answers were lost. */
  readonly lostCount: () => number;
  close(): Promise<void>;
}

interface Call {
  readonly near: IncomingMessage;
  readonly answer: ServerResponse;
  readonly body: Buffer;
}

/** Creates a proxy on a free port of the loopback address. */
export async function createLossyProxy(targetUrl: string): Promise<LossyProxy> {
  let lost = 0;
  let wanted: string | undefined;
  let pick: () => Failure | undefined = () => undefined;

  function pickFailure({ near, body }: Call): Failure | undefined {
    const said = near.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    if (wanted === undefined || !`${toText(near.url)} ${said.toString()}`.includes(wanted)) return pick();
    wanted = undefined;
    return "unanswered";
  }

  const server = createServer((near, answer) => {
    void readBody(near).then((body) => {
      const call = { near, answer, body };
      const failure = pickFailure(call);
      if (failure === undefined) pass(targetUrl, call);
      else fail(targetUrl, call, failure, () => lost++);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    loseAnswerOf(text) {
      wanted = text;
    },
    failBy(given) {
      pick = given;
    },
    lostCount: () => lost,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function pass(targetUrl: string, { near, answer, body }: Call): void {
  const far = send(targetUrl, near, (given) => {
    answer.writeHead(given.statusCode ?? 500, given.headers);
    given.pipe(answer);
  });
  far.end(body);
}

function fail(targetUrl: string, { near, answer, body }: Call, failure: Failure, onLost: () => void): void {
  if (failure === "refused") {
    near.socket.destroy();
    return;
  }
  if (failure === "busy") {
    answer.writeHead(500, { "X-ClickHouse-Exception-Code": "202" });
    answer.end("Code: 202. DB::Exception: Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)\n");
    return;
  }
  if (failure === "cut") {
    const far = send(targetUrl, near, () => {});
    // The half that it heard was none.
    far.on("error", () => {});
    far.write(body.subarray(0, body.length / 2), () => {
      far.destroy();
      near.socket.destroy();
    });
    return;
  }
  const far = send(targetUrl, near, async (given) => {
    const whole = await readBody(given);
    if (failure === "halved") {
      const { "transfer-encoding": _, ...headers } = given.headers;
      answer.writeHead(given.statusCode ?? 500, { ...headers, "content-length": whole.length + 1 });
      answer.write(whole.subarray(0, whole.length / 2));
    }
    onLost();
    near.socket.end(() => near.socket.destroy());
  });
  far.end(body);
}

function send(targetUrl: string, near: IncomingMessage, onAnswer: (given: IncomingMessage) => void) {
  const { method, headers } = near;
  return request(new URL(near.url ?? "/", targetUrl), { method, headers }, onAnswer);
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function toText(address = "/"): string {
  return [...new URL(address, "http://proxy").searchParams.values()].join(" ");
}
