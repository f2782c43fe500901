import type { CategoryConfig, MigrationStrategy } from "@cookiehub/schemas/types";
import { type Choices, type ServiceCategory, toCategoryByService } from "./services.ts";

/** One side of a merge, as far as services are concerned. */
export interface ServicesSide {
  readonly choices: Choices;
  readonly services: Choices;
  readonly gpc: boolean;
}

export interface ServicesMergeQuestion {
  readonly device: ServicesSide;
  readonly user: ServicesSide;
  /** The categories as they were merged. */
  readonly choices: Choices;
  /** The side whose agreements to single services count. */
  readonly winner: "device" | "user";
  readonly strategy: MigrationStrategy;
  readonly categories: readonly (ServiceCategory & Pick<CategoryConfig, "sells_data">)[];
  /** Categories that the visitor refused when asked at this login: their services go with them. */
  readonly refusedNow: readonly string[];
}

/**
 * Merges what two sides decided about single services, once the categories are merged (0035). A refusal survives from
 * either side. An agreement survives where both sides let the service run, where the other side said nothing of the
 * category, or on the winning side, where the strategy is not the strictest and no signal of the other side stands
 * against it (P6). Pure.
 */
export function toMergedServices(question: ServicesMergeQuestion): Choices {
  const { device, user, choices, categories, refusedNow } = question;
  const published = toCategoryByService(categories);
  const merged: Record<string, boolean> = {};
  for (const id of [...new Set([...Object.keys(device.services), ...Object.keys(user.services)])].sort()) {
    if (device.services[id] === false || user.services[id] === false) {
      merged[id] = false;
      continue;
    }
    const category = published.get(id);
    // What no category has cannot run; should it come back, it is asked about.
    if (!category || category.required || choices[category.id] !== false) continue;
    if (!refusedNow.includes(category.id) && isAgreed(question, id, category)) merged[id] = true;
  }
  return merged;
}

function isAgreed(
  { device, user, winner, strategy }: ServicesMergeQuestion,
  id: string,
  { id: categoryId, sells_data }: Pick<CategoryConfig, "id" | "sells_data">,
): boolean {
  const runs = (side: ServicesSide): boolean => side.services[id] === true || side.choices[categoryId] === true;
  if (runs(device) && runs(user)) return true;
  const [agreeing, other] = device.services[id] === true ? [device, user] : [user, device];
  // Whoever said nothing of the category refused nothing: the side that decided alone is kept, as with categories.
  if (!Object.hasOwn(other.choices, categoryId)) return true;
  const isWinning = agreeing === (winner === "device" ? device : user);
  return isWinning && strategy !== "most_restrictive" && !(sells_data && other.gpc && !agreeing.gpc);
}
