import { createTenantConfig, DEFAULT_CATEGORIES } from "@cookiehub/schemas";
import type { CategoryConfig, TenantConfig } from "@cookiehub/schemas/types";

export const TENANT_ID = "demo";
export const TENANT_CODE = "demo0001";

const details: Record<string, Pick<CategoryConfig, "cookies" | "services">> = {
  essential: {
    cookies: [{ name: "cookiehub_consent", purpose: "Remembers your choice", duration: "180 days" }],
    services: [],
  },
  functional: { cookies: [], services: [{ id: "map", name: "Shop map" }] },
  analytics: {
    cookies: [{ name: "_na_id", provider: "Northern Analytics", purpose: "Tells visitors apart", duration: "1 year" }],
    services: [
      { id: "northern", name: "Northern Analytics" },
      { id: "gtag", name: "Google-shaped tag" },
    ],
  },
  marketing: {
    cookies: [
      { name: "_ads_id", provider: "Adventure Ads", purpose: "Recognises you on other sites", duration: "90 days" },
      { name: "ads_third", provider: "Adventure Ads", purpose: "The same, set by the ad server", duration: "90 days" },
    ],
    services: [
      { id: "ads", name: "Adventure Ads" },
      { id: "video", name: "Video player" },
    ],
  },
};

/** Makes the configuration of the demo shop: the default categories, with the cookies and services its tags really use. */
export function createDemoConfig(shopUrl: string): TenantConfig {
  return {
    ...createTenantConfig({ tenant_id: TENANT_ID, domain: new URL(shopUrl).host }),
    privacy_policy_url: `${shopUrl}/privacy`,
    categories: DEFAULT_CATEGORIES.map((category) => ({ ...category, ...details[category.id] })),
  };
}
