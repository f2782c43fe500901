import type { OpenApi, OpenApiOperation } from "../../src/http/openapi.ts";
import { TEST_API_KEY, type TestServer } from "../test-server.ts";

export type ApiParameter = NonNullable<OpenApiOperation["parameters"]>[number];

/** One endpoint as the server describes it. */
export interface ApiOperation {
  /** `GET /api/v1/consent`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ApiParameter[];
  /** Needs an API key, or may be called with one. */
  readonly isKeyed: boolean;
  readonly body: { readonly schema: object; readonly example: unknown } | undefined;
  readonly responses: OpenApiOperation["responses"];
}

/** Everything a call says beside its method and path template. */
export interface CallParts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Values that only exist at run time, by parameter name, or for the whole body. */
export interface Resolved {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Reads every endpoint that `/openapi.json` lists: a new one is found by itself. */
export async function readOperations(server: TestServer): Promise<ApiOperation[]> {
  const api = (await (await server.call("GET", "/openapi.json")).json()) as OpenApi;
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      isKeyed: operation.security !== undefined,
      body: operation.requestBody?.content["application/json"],
      responses: operation.responses,
    })),
  );
}

/** Makes the call that an endpoint's examples describe; of a header and its query twin the header. */
export function toExampleCall(operation: ApiOperation, resolved: Resolved = {}): CallParts {
  const pick = (place: string): Record<string, string> =>
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === place && !isTwin(parameter))
        .flatMap(({ name, example }) => {
          const value = resolved.parameters?.[name] ?? example;
          return value === undefined ? [] : [[name, value]];
        }),
    );
  return {
    path: pick("path"),
    query: pick("query"),
    headers: { ...pick("header"), ...(operation.isKeyed ? { "X-API-Key": TEST_API_KEY } : {}) },
    body: resolved.body ?? operation.body?.example,
  };
}

/** The query parameter that says the same as a header. */
export function isTwin({ description }: ApiParameter): boolean {
  return description.startsWith("The same as ");
}

/** Names the target of a call: the path with its parameters, and the query. */
export function toTarget(operation: ApiOperation, { path, query }: CallParts): string {
  const filled = operation.path.replace(/\{([a-z_]+)\}/g, (_all, name: string) => encodeURIComponent(path[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

/** Calls an endpoint. */
export function callOperation(server: TestServer, operation: ApiOperation, call: CallParts): Promise<Response> {
  const options = { headers: { ...call.headers }, ...(operation.body ? { body: call.body } : {}) };
  return server.call(operation.method, toTarget(operation, call), options);
}
