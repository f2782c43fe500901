import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import { ApiError } from "./api-error.ts";
import { type TrustedProxies, toClientAddress } from "./peer.ts";
import { parseJson, readBody } from "./read-body.ts";
import type { ApiRequest } from "./route.ts";

/** What `@hono/node-server` hands over; both are absent when a test calls the app without a socket. */
export type NodeContext = Context<{ Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse } }>;

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives handlers their view of a request. A class, because one is made per request and most members go unused. */
export class NodeRequest implements ApiRequest {
  readonly requestId: string;
  readonly isFromTrustedProxy: boolean;
  readonly #context: NodeContext;
  readonly #incoming: IncomingMessage | undefined;
  readonly #proxies: TrustedProxies;
  readonly #peer: string;
  #clientAddress: string | undefined;

  constructor(context: NodeContext, proxies: TrustedProxies) {
    this.#context = context;
    this.#incoming = context.env?.incoming;
    this.#proxies = proxies;
    this.#peer = this.#incoming?.socket.remoteAddress ?? "";
    this.isFromTrustedProxy = proxies.has(this.#peer);
    const given = this.isFromTrustedProxy ? this.header("x-request-id") : undefined;
    this.requestId = given && REQUEST_ID_PATTERN.test(given) ? given : randomUUID();
  }

  param(name: string): string {
    const value = this.#context.req.param(name) ?? "";
    // No name holds one, and a database may refuse to compare it.
    if (value.includes("\0")) throw new ApiError("invalid_request", "The path holds a NUL character.");
    return value;
  }

  query(name: string): string | undefined {
    return this.#context.req.query(name);
  }

  // Node has the headers parsed already; going through `Request.headers` would build them again.
  header(name: string): string | undefined {
    if (!this.#incoming) return this.#context.req.header(name);
    const value = this.#incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get clientAddress(): string {
    this.#clientAddress ??= toClientAddress(this.#peer, this.header("x-forwarded-for"), this.#proxies);
    return this.#clientAddress;
  }

  async readJson(): Promise<unknown> {
    return parseJson(this.#incoming ? await readBody(this.#incoming) : await this.#context.req.text());
  }
}
