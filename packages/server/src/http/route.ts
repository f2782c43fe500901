import type { z } from "zod";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler sees of a request: no framework, so that a room can be tested by calling its handlers. */
export interface ApiRequest {
  readonly requestId: string;
  /** A path parameter; `""` when the route has none of that name. */
  param(name: string): string;
  query(name: string): string | undefined;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** Whether the connection comes from a configured proxy, whose forwarding headers are believed. */
  readonly isFromTrustedProxy: boolean;
  /** The visitor's address as far as trusted proxies vouch for it; `""` when unknown. Never stored or logged whole. */
  readonly clientAddress: string;
  /** Reads the body as JSON, whatever its content type says; throws `ApiError` when it is not, or is too large. */
  readJson(): Promise<unknown>;
}

/** What a handler answers. An object is sent as JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string | Uint8Array;
  /** A body of any length, read as fast as it is taken, and not at all where nobody takes it. */
  readonly chunks?: AsyncIterable<Uint8Array>;
  /** Takes over the answer once its head is sent, instead of a body; see `StreamSink`. */
  readonly stream?: (sink: StreamSink) => void;
  /** Rows that the analytics store answered for this; stands in the log line. */
  readonly rowsRead?: number;
}

/** The open end of an answer that goes on. */
export interface StreamSink {
  /** Sends text. A reader that is too slow to take it is cut off. Does nothing once closed. */
  write(text: string): void;
  /** Ends the answer in order. */
  end(): void;
  /** Calls once when nothing can be written any more, whoever ended it; at once when that is so already. */
  onClose(listener: () => void): void;
}

/** How a call is held against its caller: by address (`read`, `write`, `event`), by API key, or not at all. */
export type RateClass = "read" | "write" | "event" | "key" | "none";

/** A value that a request carries in a header, in the query, or (header wins) in either. */
export interface RouteParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  readonly isRequired?: boolean;
  /** The query parameter that means the same, so that a browser needs no preflight (D3). */
  readonly queryTwin?: string;
  readonly example?: string;
}

/** What an endpoint says about one of its statuses. */
export interface RouteAnswer {
  readonly description: string;
  /** Shape of the JSON body. */
  readonly schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  readonly mediaType?: string;
}

/** Which page may send cookies with a call; `null`: this one may not, though another may. */
export interface Credentials {
  readonly origin: string | null;
}

/** Finds whether a call may come with cookies; `undefined`: none to this address may. */
export type CredentialRule = (request: ApiRequest) => Promise<Credentials | undefined>;

/** One endpoint: what it takes, what it answers, and the one call that does it. */
export interface Route {
  readonly method: HttpMethod;
  /** Hono path, `/api/v1/tenants/:tenant/config`. Also the `endpoint` of log lines and metrics. */
  readonly path: string;
  readonly group: "consent" | "audit" | "tenants" | "experiments" | "accounts" | "edge" | "vault" | "operation";
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly RouteParameter[];
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** Scope that an API key needs; absent: no key. */
  readonly scope?: string;
  /** @default by `toRateClass`: keys by key, browsers by address */
  readonly limit?: RateClass;
  /** Called by browsers from other origins: answers carry `Access-Control-Allow-Origin: *` and never use credentials. */
  readonly isCrossOrigin?: boolean;
  /** The exception: pages that may send cookies. */
  readonly credentials?: CredentialRule;
  handle(request: ApiRequest): Promise<ApiAnswer> | ApiAnswer;
}

/** Reads a header or its query twin; the header wins. */
export function readTwin(request: ApiRequest, header: string, query: string): string | undefined {
  return request.header(header) || request.query(query) || undefined;
}
