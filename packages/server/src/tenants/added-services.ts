import type { CategoryConfig, TenantConfig } from "@cookiehub/schemas/types";

type Config = Pick<TenantConfig, "categories">;

/**
 * Whether a configuration adds a service or a vendor to what can be agreed to: one that its category did not have
 * before. A move between categories is an addition to the new one. What is required is nobody's agreement. Pure.
 */
export function isAddingServices(before: Config, after: Config): boolean {
  return after.categories.some((category) => {
    if (category.required) return false;
    const known = before.categories.find(({ id }) => id === category.id);
    const has = new Set(known && toNames(known));
    return toNames(category).some((name) => !has.has(name));
  });
}

function toNames({ services, vendors }: CategoryConfig): string[] {
  return [...services.map(({ id }) => `service ${id}`), ...vendors.map((vendor) => `vendor ${vendor}`)];
}
