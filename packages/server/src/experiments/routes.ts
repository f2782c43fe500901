import {
  experimentAnswerSchema,
  experimentIdSchema,
  experimentRequestSchema,
  experimentResultsAnswerSchema,
} from "@cookiehub/schemas";
import { z } from "zod";
import { type ApiKeyScope, authorize } from "../accounts/api-keys.ts";
import { parseRequest } from "../http/parse.ts";
import type { ApiAnswer, ApiRequest, Route, RouteParameter } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { IF_MATCH, KEY_REFUSALS, refusal, TENANT } from "../tenants/parameters.ts";
import type { ChangeOrigin } from "../tenants/publish.ts";
import type { ExperimentName, ExperimentService } from "./service.ts";

export interface ExperimentRouteParts {
  readonly service: ExperimentService;
  readonly store: RelationalStore;
  readonly tenants: TenantDirectory;
  /** Whether this process answers questions about figures. */
  readonly hasStatistics: boolean;
}

const PATH = "/api/v1/tenants/:tenant/experiments/:experiment";
const EXPERIMENT: RouteParameter = {
  name: "experiment",
  in: "path",
  isRequired: true,
  description: "Id of the experiment: 1-31 letters, digits, `_` or `-`.",
  example: "layout",
};
const pathSchema = z.object({ experiment: experimentIdSchema });

const REFUSALS = {
  400: refusal("Every fault, by its path; nothing went live"),
  ...KEY_REFUSALS,
  404: refusal("The tenant is not configured here, or has no such experiment"),
} as const;
const CHANGE_REFUSALS = {
  ...REFUSALS,
  409: refusal("The experiment is past this change, or another one runs"),
  412: refusal("Another version was published since the one in `If-Match`"),
} as const;

/** Makes the endpoints of banner experiments. */
export function createExperimentRoutes(parts: ExperimentRouteParts): Route[] {
  const results = parts.hasStatistics ? [resultsRoute(parts)] : [];
  return [readRoute(parts), writeRoute(parts), startRoute(parts), stopRoute(parts), ...results];
}

function readRoute(parts: ExperimentRouteParts): Route {
  return {
    method: "GET",
    path: PATH,
    group: "experiments",
    summary: "Read an experiment",
    parameters: [TENANT, EXPERIMENT],
    answers: { 200: { description: "The experiment as published", schema: experimentAnswerSchema }, ...REFUSALS },
    scope: "analytics:read",
    handle: async (request) => {
      const { name } = await readCall(parts, request, "analytics:read");
      return toAnswer(parts.service.read(name));
    },
  };
}

function writeRoute(parts: ExperimentRouteParts): Route {
  return {
    method: "PUT",
    path: PATH,
    group: "experiments",
    summary: "Write a draft of an experiment",
    description:
      "The first variant is the control. A variant changes the look of the banner and its explaining words, and nothing that could make refusing or withdrawing harder. Once started, an experiment no longer changes.",
    parameters: [TENANT, EXPERIMENT, IF_MATCH],
    body: {
      schema: experimentRequestSchema,
      example: {
        traffic: 0.5,
        variants: [
          { id: "control" },
          {
            id: "box",
            weight: 1,
            banner: { layout: "box" },
            translations: { en: { messages: { banner_title: "Cookies?" } } },
          },
        ],
      },
    },
    answers: { 200: { description: "Published as a draft", schema: experimentAnswerSchema }, ...CHANGE_REFUSALS },
    scope: "config:write",
    handle: async (request) => {
      const { name, origin } = await readCall(parts, request, "config:write");
      const body = parseRequest(experimentRequestSchema, await request.readJson());
      return toAnswer(await parts.service.write(name, body, origin));
    },
  };
}

function startRoute(parts: ExperimentRouteParts): Route {
  return {
    method: "POST",
    path: `${PATH}/start`,
    group: "experiments",
    summary: "Start an experiment: from now on visitors are assigned to its variants",
    description: "One experiment of a tenant runs at a time. Starting a running one changes nothing.",
    parameters: [TENANT, EXPERIMENT, IF_MATCH],
    answers: { 200: { description: "It runs", schema: experimentAnswerSchema }, ...CHANGE_REFUSALS },
    scope: "config:write",
    handle: async (request) => {
      const { name, origin } = await readCall(parts, request, "config:write");
      return toAnswer(await parts.service.start(name, origin));
    },
  };
}

function stopRoute(parts: ExperimentRouteParts): Route {
  return {
    method: "POST",
    path: `${PATH}/stop`,
    group: "experiments",
    summary: "Stop an experiment for good: everybody sees the tenant's own banner again",
    description: "Its results stay readable. Stopping a stopped one changes nothing.",
    parameters: [TENANT, EXPERIMENT, IF_MATCH],
    answers: { 200: { description: "It is stopped", schema: experimentAnswerSchema }, ...CHANGE_REFUSALS },
    scope: "config:write",
    handle: async (request) => {
      const { name, origin } = await readCall(parts, request, "config:write");
      return toAnswer(await parts.service.stop(name, origin));
    },
  };
}

function resultsRoute(parts: ExperimentRouteParts): Route {
  return {
    method: "GET",
    path: `${PATH}/results`,
    group: "experiments",
    summary: "Read what the visitors of each variant did, and whether the difference is clear",
    description:
      "Rates and differences are 0 to 1 with four digits, each with its 95 % interval (Wilson; Newcombe). A verdict holds however often it is looked at.",
    parameters: [
      TENANT,
      EXPERIMENT,
      {
        name: "from",
        in: "query",
        description: "First UTC day on which visitors were first seen; by default the day the experiment started.",
      },
      { name: "to", in: "query", description: "Last such day, at most 366 days after `from`; by default today." },
    ],
    answers: {
      200: { description: "Variants, the first one being the control", schema: experimentResultsAnswerSchema },
      ...REFUSALS,
      503: refusal("The analytics store does not answer"),
    },
    scope: "analytics:read",
    handle: async (request) => {
      const { name } = await readCall(parts, request, "analytics:read");
      const period = { from: request.query("from"), to: request.query("to") };
      return toAnswer(await parts.service.results(name, period));
    },
  };
}

async function readCall(
  { store, tenants }: ExperimentRouteParts,
  request: ApiRequest,
  scope: ApiKeyScope,
): Promise<{ readonly name: ExperimentName; readonly origin: ChangeOrigin }> {
  const tenant = await tenants.get(request.param("tenant"));
  const key = await authorize(store, request, scope, { tenant });
  const { experiment } = parseRequest(pathSchema, { experiment: request.param("experiment") });
  return {
    name: { tenant, id: experiment },
    origin: { keyId: key.keyId, ifMatch: request.header("if-match") },
  };
}

function toAnswer(body: object): ApiAnswer {
  return { status: 200, headers: { "Cache-Control": "no-store" }, body };
}
