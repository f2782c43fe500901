import { z } from "zod";
import type { Route, RouteAnswer, RouteParameter } from "./route.ts";
import { toRouteAnswers } from "./route-answers.ts";

/** An OpenAPI 3.1 document; only the members that are read here are named. */
export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: object;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: object;
}

export interface OpenApiOperation {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly parameters?: ReadonlyArray<{
    name: string;
    in: string;
    required: boolean;
    description: string;
    schema: object;
    example?: string;
  }>;
  readonly requestBody?: { required: true; content: Readonly<Record<string, { schema: object; example: unknown }>> };
  readonly responses: Readonly<Record<string, { description: string; content?: object }>>;
  readonly security?: readonly object[];
}

/** Describes the API from the very routes that serve it, and from the schemas that check it. */
export function toOpenApi(routes: readonly Route[], version: string): OpenApi {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-z_]+)(?:\{[^}]*\})?/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "CookieHub",
      version,
      description: "Consent records, tenant configuration, event collection and statistics.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        bearer: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function toOperation(route: Route): OpenApiOperation {
  return {
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [route.group],
    operationId: toOperationId(route),
    ...(route.parameters ? { parameters: route.parameters.flatMap(toParameters) } : {}),
    ...(route.body ? { requestBody: { required: true as const, content: toBodyContent(route.body) } } : {}),
    responses: Object.fromEntries(
      Object.entries(toRouteAnswers(route)).map(([status, answer]) => [status, toResponse(answer)]),
    ),
    ...(route.scope ? { security: [{ apiKey: [] }, { bearer: [] }] } : {}),
  };
}

function toOperationId(route: Route): string {
  const words = route.path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [route.method.toLowerCase(), ...words].join("_");
}

// A header and its query twin are two parameters of which one is enough, so neither is marked as required.
function toParameters(parameter: RouteParameter): NonNullable<OpenApiOperation["parameters"]>[number][] {
  const shared = {
    description: parameter.description,
    schema: { type: "string" },
    ...(parameter.example === undefined ? {} : { example: parameter.example }),
  };
  const isAlone = parameter.queryTwin === undefined;
  const own = { ...shared, name: parameter.name, in: parameter.in, required: isAlone && parameter.isRequired === true };
  if (isAlone) return [own];
  const twin = {
    ...shared,
    name: parameter.queryTwin ?? "",
    in: "query",
    required: false,
    description: `The same as ${parameter.name}.`,
  };
  return [own, twin];
}

function toBodyContent(body: NonNullable<Route["body"]>): NonNullable<OpenApiOperation["requestBody"]>["content"] {
  const schema = toSchema(body.schema, "input");
  return { "application/json": { schema, example: body.example }, "text/plain": { schema, example: body.example } };
}

function toResponse(answer: RouteAnswer): { description: string; content?: object } {
  if (answer.mediaType) {
    return { description: answer.description, content: { [answer.mediaType]: { schema: { type: "string" } } } };
  }
  if (!answer.schema) return { description: answer.description };
  return {
    description: answer.description,
    content: { "application/json": { schema: toSchema(answer.schema, "output") } },
  };
}

function toSchema(schema: z.ZodType, io: "input" | "output"): object {
  // Answers are written by us, so an answer's schema may say what it was parsed from as well.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
