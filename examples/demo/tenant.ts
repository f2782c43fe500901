import { createTenantConfig, DEFAULT_CATEGORIES, tenantConfigSchema } from "@cookiehub/schemas";
import type { CategoryConfig, TenantConfig } from "@cookiehub/schemas/types";

export const TENANT_ID = "demo";
export const TENANT_CODE = "demo0001";

const details: Record<string, Pick<CategoryConfig, "cookies" | "services">> = {
  essential: {
    cookies: [{ name: "cookiehub_consent", purpose: "Remembers your choice", duration: "180 days" }],
    services: [],
  },
  functional: {
    cookies: [],
    services: [{ id: "map", name: "Shop map", description: "Shows the way to the shop", provider: "Trail Maps" }],
  },
  analytics: {
    cookies: [{ name: "_na_id", purpose: "Tells visitors apart", duration: "1 year", service: "northern" }],
    services: [
      {
        id: "northern",
        name: "Northern Analytics",
        description: "Counts visits and pages",
        provider: "Northern Data",
        privacy_policy_url: "https://northern.example/privacy",
      },
      { id: "gtag", name: "Google-shaped tag", description: "Shows how a tag is told what was agreed to" },
    ],
  },
  marketing: {
    cookies: [
      { name: "_ads_id", purpose: "Recognises you on other sites", duration: "90 days", service: "ads" },
      { name: "ads_third", purpose: "The same, set by the ad server", duration: "90 days", service: "ads" },
    ],
    services: [
      {
        id: "ads",
        name: "Adventure Ads",
        description: "Offers on other sites",
        provider: "Adventure Ads",
        privacy_policy_url: "https://ads.example/privacy",
      },
      { id: "video", name: "Video player", description: "Plays films about our tents", provider: "Hill Video" },
    ],
  },
};

const SIGNALS = { tcf_enabled: true, tcf: { publisher_country: "DE", vendors: "all" }, gpp: {} };

/** Makes the configuration of the demo shop: the default categories, with the cookies and services its tags really use. */
export function createDemoConfig(shopUrl: string, { hasTcf = false } = {}): TenantConfig {
  return tenantConfigSchema.parse({
    ...createTenantConfig({ tenant_id: TENANT_ID, domain: new URL(shopUrl).host }),
    privacy_policy_url: `${shopUrl}/privacy`,
    categories: DEFAULT_CATEGORIES.map((category) => ({ ...category, ...details[category.id] })),
    ...(hasTcf && SIGNALS),
  });
}
