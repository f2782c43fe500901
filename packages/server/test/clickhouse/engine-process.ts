import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { Session } from "chdb";

// A process of its own: the engine binds one data directory per process, and its memory ends with it.
// It speaks as much of ClickHouse's HTTP interface as `@clickhouse/client` uses.

const [directory = ""] = process.argv.slice(2);
/** Keeps the engine up between requests, each of which opens a session of its own, with its own settings. */
const keeper = new Session(directory);
const versionText = keeper.query("SELECT version()", "TabSeparated").trim();

/** What the address says about the request and the engine does not take as a setting. */
const NOT_SETTINGS = new Set([
  "query",
  "database",
  "query_id",
  "default_format",
  "session_id",
  "role",
  "wait_end_of_query",
]);

interface EngineRequest {
  readonly sql: string;
  readonly params: URLSearchParams;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

async function readRequest(request: IncomingMessage): Promise<EngineRequest> {
  const params = new URL(request.url ?? "/", "http://engine").searchParams;
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("multipart/form-data")) {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    for (const [name, value] of form) params.set(name, toField(name, String(value)));
    return { sql: params.get("query") ?? "", params };
  }
  const query = params.get("query");
  const text = body.toString("utf8");
  return { sql: query === null ? text : `${query}\n${text}`, params };
}

// As a server does by default (`http_max_field_value_size`).
function toField(name: string, value: string): string {
  if (name.startsWith("param_") && value.length > 131_072)
    throw new Error("Code: 1000. DB::Exception: HTML Form Exception: Field value too long");
  return value;
}

function toLiteral(text: string): string {
  // The engine ends a statement at its first zero byte.
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0")}'`;
}

async function answer({ sql, params }: EngineRequest): Promise<Uint8Array> {
  const session = new Session(directory);
  try {
    const database = params.get("database");
    if (database) session.query(`USE \`${database}\``);
    const settings = [...params].filter(([name]) => !NOT_SETTINGS.has(name));
    const texts = settings.map(([name, value]) => `${name} = ${toLiteral(value)}`);
    if (texts.length > 0) session.query(`SET ${texts.join(", ")}`);
    const result = await session.queryAsync(sql, { format: "TabSeparated" });
    return result.bytes();
  } finally {
    session.close();
  }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.startsWith("/ping")) {
    response.end("Ok.\n");
    return;
  }
  // Not of ClickHouse: what this process has used of a core so far, in microseconds.
  if (request.url === "/used-cpu") {
    const { user, system } = process.cpuUsage();
    response.end(String(user + system));
    return;
  }
  try {
    response.end(await answer(await readRequest(request)));
  } catch (error) {
    const message = (error as Error).message.replace(/^Query failed: /, "");
    const code = /Code: (\d+)/.exec(message)?.[1] ?? "1002";
    response.writeHead(500, { "X-ClickHouse-Exception-Code": code });
    response.end(`${message} (version ${versionText})\n`);
  }
}

const server = createServer((request, response) => void serve(request, response));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
// The one who started this has gone.
process.on("disconnect", () => process.exit(0));
