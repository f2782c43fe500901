import { request } from "node:http";
import type { TestServer } from "./test-server.ts";

export interface PageAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  readonly cookies: readonly string[];
  readonly body: unknown;
}

/** Calls as a browser does that found the server by a host's name: `fetch` would not let `Host` be given. */
export function callFromPage(
  server: TestServer,
  method: string,
  path: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body?: unknown },
): Promise<PageAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port: server.port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          header: (name) => [response.headers[name]].flat().join(", ") || undefined,
          cookies: response.headers["set-cookie"] ?? [],
          body: text === "" ? undefined : JSON.parse(text),
        });
      });
    });
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
