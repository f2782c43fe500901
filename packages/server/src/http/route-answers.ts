import { errorAnswerSchema } from "@cookiehub/schemas";
import { toRateClass } from "./request-limits.ts";
import type { Route, RouteAnswer } from "./route.ts";

/**
 * Lists every answer of a route: its own, and those that the application gives in its stead: for a body that cannot be
 * read, a key that is missing or not good for this, too many calls, a store that does not answer.
 */
export function toRouteAnswers(route: Route): Readonly<Record<number, RouteAnswer>> {
  const limit = toRateClass(route);
  const isFree = route.body !== undefined || (route.parameters ?? []).length > 0;
  return {
    ...(isFree ? { 400: refusal("The request is not valid") } : {}),
    ...(route.body ? { 413: refusal("The body is too large") } : {}),
    ...(route.scope ? { 401: refusal("No key, or an unknown one"), 403: refusal("The key is not good for this") } : {}),
    ...(limit === "none" ? {} : { 429: refusal("Too many calls: `Retry-After` says when to try again") }),
    ...(limit === "none" && route.group === "operation"
      ? {}
      : { 503: refusal("The store does not answer: try again") }),
    ...route.answers,
  };
}

function refusal(description: string): RouteAnswer {
  return { description, schema: errorAnswerSchema };
}
