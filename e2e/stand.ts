import { createTenantConfig } from "@cookiehub/schemas";
import type { BannerConfig, RegulationModel, ResolvedConfig, TenantConfig } from "@cookiehub/schemas/types";
import type { Page } from "@playwright/test";
import { toTenantScript } from "../packages/server/src/edge/script.ts";
import { readWidgetFiles } from "../packages/server/src/edge/widget-files.ts";

/** How the built widget is put on a page of its own, without a server: the configuration is all that matters here. */
export interface Stand {
  readonly banner?: Partial<BannerConfig>;
  readonly model?: RegulationModel;
  readonly language?: string;
  readonly config?: Partial<TenantConfig>;
  readonly gpc?: boolean;
  /** Where the visitor is, such as `US-CA`. */
  readonly location?: string;
  /** Text of the head, before the widget's script. */
  readonly head?: string;
  readonly body?: string;
  /** Attributes of the `html` element. */
  readonly root?: string;
}

const ORIGIN = "https://shop.example";
const RTL = /^(ar|fa|he|ur)\b/;
const REGULATIONS = { "opt-in": "gdpr", "opt-out": "ccpa", notice: "us-notice" } as const;

const PAGE = {
  en: ["Northwind Outdoor", "Tents, stoves and maps for people who like weather. Free returns within sixty days."],
  ar: ["متجر الشمال", "خيام ومواقد وخرائط لمن يحبون الطقس. إرجاع مجاني خلال ستين يومًا."],
} as const;

const STYLE = `body{margin:0;font:16px/25px system-ui,sans-serif;background:#fff;color:#17181d}main{padding:48px clamp(20px,5vw,64px)}
  h1{font-size:30px;line-height:36px;margin:0 0 12px}p{margin:0 0 24px;max-width:560px}i{display:inline-block;width:min(250px,100%);height:150px;
  margin:0 16px 16px 0;border-radius:12px;background:#e6ebe3}@media(prefers-color-scheme:dark){body{background:#0c0d10;color:#e6e7ea}i{background:#22262b}}`;

/** The shop that stands behind the banner. */
export function toShopPage(language = "en"): string {
  const [title, text] = PAGE[RTL.test(language) ? "ar" : "en"];
  return `<main><h1>${title}</h1><p>${text} <a href="#more" style="color:inherit">${title}</a></p><i></i><i></i><i></i></main>`;
}

/** Opens a page with the widget; what it sends is answered with 201. */
export async function openStand(page: Page, stand: Stand = {}): Promise<void> {
  const { model = "opt-in", language = "en", gpc = false, head = "", root = "", location = null } = stand;
  const files = await readWidgetFiles();
  const config = createTenantConfig({ tenant_id: "shop", domain: "shop.example" });
  const setup: ResolvedConfig = {
    ...{ tenant_id: "shop", code: "shop0001", config_version: 1, config_hash: "0" },
    regulation: { id: REGULATIONS[model], model, gpc: "required", location, confidence: "high" },
    config: {
      ...{ ...config, languages: [...new Set(["en", language])], privacy_policy_url: `${ORIGIN}/privacy` },
      ...stand.config,
      banner: { ...config.banner, ...stand.config?.banner, ...stand.banner },
    },
  };
  const script = toTenantScript(files, setup);
  const html = `<!doctype html><html lang="${language}" dir="${RTL.test(language) ? "rtl" : "ltr"}" ${root}><head><meta charset="utf-8"><title>Shop</title>
    <meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style>${head}<script src="/c/shop0001.js"></script></head>
    <body>${stand.body ?? toShopPage(language)}</body></html>`;
  if (gpc) await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files.files.get(pathname.replace("/w/", ""));
    if (pathname.startsWith("/c/")) return route.fulfill({ contentType: "text/javascript", body: script });
    if (file) return route.fulfill({ contentType: "text/javascript", body: Buffer.from(file) });
    if (/^\/(api|v3)\//.test(pathname)) return route.fulfill({ status: 201, json: {} });
    return route.fulfill({ contentType: "text/html", body: html });
  });
  await page.goto(`${ORIGIN}/`);
}
