import type { BannerConfig, ResolvedConfig, ThemeColors } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { toReadableColors } from "./readable-colors.ts";
import { createTenantSheets } from "./tenant-sheet.ts";

/**
 * Shows the tenant's own look: colours that are corrected until they can be read, and a style sheet of its own. It is
 * there before the first layer, so that nothing changes its colour, and only where a configuration asks for it.
 */
export function createAddOn(): AddOn {
  return {
    name: "theme",
    prepare: (setup) => ({
      ...setup,
      config: { ...setup.config, banner: { ...setup.config.banner, colors: toColors(setup.config.banner) } },
    }),
    start({ setup, ui }) {
      const { stylesheet, isolation } = setup.config.banner;
      if (!ui || !stylesheet) return;
      const { forPage, forFrames } = createTenantSheets(stylesheet, isolation === "none");
      // Before any sheet of ours: of two layers with important rules the earlier wins.
      ui.adopt(document, forPage);
      ui.sheets.push(forPage, forFrames);
    },
  };
}

function toColors({ colors, accent }: BannerConfig): NonNullable<ResolvedConfig["config"]["banner"]["colors"]> {
  const toTheme = (name: "light" | "dark"): ThemeColors =>
    toReadableColors(name, { ...(accent && { accent }), ...colors?.[name] });
  return { light: toTheme("light"), dark: toTheme("dark") };
}
