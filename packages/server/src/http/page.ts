import { PAGE_ITEMS_MAX } from "@cookiehub/schemas/constants";
import { z } from "zod";
import { parseRequest } from "./parse.ts";
import type { ApiRequest, RouteParameter } from "./route.ts";

const ITEMS_DEFAULT = 50;

/** One page of a list: what follows the cursor, which names the last item of the page before. */
export interface PageRequest {
  /** `""` for the first page. */
  readonly cursor: string;
  readonly limit: number;
}

/** A page, and the cursor of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export const PAGE_PARAMETERS: readonly RouteParameter[] = [
  { name: "cursor", in: "query", description: "`next_cursor` of the page before; left out for the first page." },
  {
    name: "limit",
    in: "query",
    description: `Items in the page: 1 to ${PAGE_ITEMS_MAX}, ${ITEMS_DEFAULT} when left out.`,
    example: "50",
  },
];

const pageSchema = z.object({
  // The shape of every id that a list is ordered by.
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,64}$/, "must be the next_cursor of the page before")
    .default(""),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(1).max(PAGE_ITEMS_MAX))
    .default(ITEMS_DEFAULT),
});

/** Reads `cursor` and `limit`; throws `invalid_request`. */
export function readPageRequest(request: Pick<ApiRequest, "query">): PageRequest {
  return parseRequest(pageSchema, { cursor: request.query("cursor"), limit: request.query("limit") });
}

/** Makes a page of one item more than was asked for: the surplus says that there is a next page. */
export function toPage<Item>(items: readonly Item[], limit: number, toCursor: (item: Item) => string): Page<Item> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, nextCursor: items.length > limit && last !== undefined ? toCursor(last) : null };
}
