import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";

/** What a call does not get the way it should. */
export type AwsFault =
  /** Not let in: the service answers 503 and does nothing. */
  | "refuse"
  /** Done, and the connection breaks before the answer. */
  | "lose"
  /** Done, and the connection breaks in the middle of the answer. */
  | "half"
  /** Done, and half the answer comes as if it were the whole. */
  | "shorten"
  /** Done, and no answer ever comes. */
  | "hang"
  /** A write meets another of the same name: 409, nothing done. */
  | "conflict"
  /** Of a batch the first half is done; of the others the service says that it failed. */
  | "part";

/** `PUT`, `GET`, ... of S3; `SendMessageBatch`, ... of SQS. */
export interface AwsCall {
  readonly service: "s3" | "sqs";
  readonly operation: string;
  readonly path: string;
}

/**
 * Stands before the emulator and makes calls fail. Does what S3 does and the emulator does not: refuses second writes
 * (`If-None-Match: *`), and lists by character code.
 */
export interface AwsFront {
  readonly url: string;
  readonly calls: readonly AwsCall[];
  /** Asked about every call, until it is set anew. */
  setFaults(choose: (call: AwsCall) => AwsFault | undefined): void;
  /** Whether second writes are refused; a server that does not know the condition lets them through. */
  setWriteOnce(isWriteOnce: boolean): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Creates the front on a free port of the loopback address. */
export async function createAwsFront(targetPort: number): Promise<AwsFront> {
  const calls: AwsCall[] = [];
  let choose: (call: AwsCall) => AwsFault | undefined = () => undefined;
  let isWriteOnce = true;
  // One write after the other: what is looked at must not change before it is written.
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(asked);
    const call = toCall(asked);
    calls.push(call);
    const fault = choose(call);
    if (fault === "refuse") send(response, toXmlFault(503, "ServiceUnavailable"));
    else if (fault === "conflict") send(response, toXmlFault(409, "ConditionalRequestConflict"));
    else if (fault === "part") send(response, await performPart(targetPort, asked, body));
    else deliver(response, await perform(call, asked, body), fault);
  }

  function perform(call: AwsCall, asked: IncomingMessage, body: Buffer): Promise<Answer> {
    if (call.operation === "LIST") return list(targetPort, asked);
    if (!isWriteOnce || asked.headers["if-none-match"] !== "*") return forward(targetPort, asked, body);
    const done = lastWrite.then(() => writeOnce(asked, body));
    lastWrite = done.catch(() => {});
    return done;
  }

  async function writeOnce(asked: IncomingMessage, body: Buffer): Promise<Answer> {
    const { status } = await forward(targetPort, { ...toHead(asked), method: "HEAD" }, Buffer.alloc(0));
    return status === 200 ? toXmlFault(412, "PreconditionFailed") : forward(targetPort, asked, body);
  }

  const server = createServer((asked, response) => {
    answer(asked, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address with a port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    setFaults: (next) => {
      choose = next;
    },
    setWriteOnce: (next) => {
      isWriteOnce = next;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function toCall({ headers, method = "", url = "" }: IncomingMessage): AwsCall {
  const target = headers["x-amz-target"];
  const { pathname, searchParams } = new URL(url, "http://front");
  if (typeof target === "string")
    return { service: "sqs", operation: target.replace("AmazonSQS.", ""), path: pathname };
  return { service: "s3", operation: searchParams.has("list-type") ? "LIST" : method, path: pathname };
}

interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

function toHead({ url, headers }: IncomingMessage): Asked {
  return { url, headers: { host: headers.host, authorization: headers.authorization } };
}

async function forward(port: number, { method, url, headers }: Asked, body: Buffer): Promise<Answer> {
  const { expect: _expect, ...passed } = headers;
  const call = request({ host: "127.0.0.1", port, method, path: url, headers: passed });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 500, headers: response.headers, body: await readAll(response) };
}

interface Batch {
  readonly Entries: readonly { readonly Id: string }[];
}

async function performPart(port: number, asked: IncomingMessage, body: Buffer): Promise<Answer> {
  const batch = JSON.parse(body.toString()) as Batch;
  const middle = Math.floor(batch.Entries.length / 2);
  const Failed = batch.Entries.slice(middle).map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" }));
  if (middle === 0) return toJson({ Successful: [], Failed });
  const part = Buffer.from(JSON.stringify({ ...batch, Entries: batch.Entries.slice(0, middle) }));
  const headers = { ...asked.headers, "content-length": String(part.length) };
  const done = await forward(port, { method: asked.method, url: asked.url, headers }, part);
  return toJson({ ...(JSON.parse(done.body.toString()) as object), Failed });
}

function toJson(answer: object): Answer {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(answer)) };
}

/** Lists as S3 does, from the emulator's first page: so a bucket may hold a thousand objects. */
async function list(port: number, asked: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(asked.url ?? "", "http://front");
  const prefix = searchParams.get("prefix") ?? "";
  const url = `${pathname}?${new URLSearchParams({ "list-type": "2", prefix })}`;
  const all = await forward(port, { ...toHead(asked), method: "GET", url }, Buffer.alloc(0));
  if (all.status !== 200) return all;
  const after = searchParams.get("continuation-token") ?? "";
  const keys = [...all.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].flatMap(([, key]) => key ?? []);
  const rest = keys.filter((key) => key > after).sort();
  const page = rest.slice(0, Number(searchParams.get("max-keys") ?? 1000));
  const isTruncated = page.length < rest.length;
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>${prefix}</Prefix><KeyCount>${page.length}</KeyCount>
<IsTruncated>${isTruncated}</IsTruncated>${isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ""}
${page.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("\n")}
</ListBucketResult>`);
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function deliver(response: ServerResponse, answer: Answer, fault: AwsFault | undefined): void {
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2));
  switch (fault) {
    case "hang":
      return;
    case "lose":
      response.destroy();
      return;
    case "half":
      response.writeHead(answer.status, toHeaders(answer));
      response.write(half, () => response.destroy());
      return;
    case "shorten":
      send(response, { ...answer, body: half });
      return;
    default:
      send(response, answer);
  }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, toHeaders(answer));
  response.end(answer.body);
}

function toHeaders({ headers, body }: Answer): IncomingHttpHeaders {
  const { connection: _connection, "transfer-encoding": _encoding, "keep-alive": _alive, ...passed } = headers;
  // What is said of a body that a HEAD leaves out stays.
  return body.length === 0 && passed["content-length"] ? passed : { ...passed, "content-length": String(body.length) };
}

function toXmlFault(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  return { status, headers: { "content-type": "application/xml" }, body };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
