import type { CategoryConfig } from "../types/tenant-config.ts";

function category(id: string, name: string, description: string, flags: Partial<CategoryConfig> = {}): CategoryConfig {
  return {
    id,
    name,
    description,
    required: false,
    sells_data: false,
    cookies: [],
    vendors: [],
    services: [],
    ...flags,
  };
}

/** The categories of a new tenant. Their words are plain and promise nothing that a site might not keep. */
export const DEFAULT_CATEGORIES: CategoryConfig[] = [
  category("essential", "Essential", "Needed for the site to work: the cart, signing in, your choice itself.", {
    required: true,
  }),
  category("functional", "Functional", "Remembers what you set, such as size and language."),
  category("analytics", "Analytics", "Counts visits and pages, so that the site can be improved."),
  category("marketing", "Marketing", "Shows you offers on other sites and measures whether they work.", {
    sells_data: true,
  }),
];
