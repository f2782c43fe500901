import type { Route } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { createVaultAccess } from "./access.ts";
import { createExportRoutes } from "./exports/routes.ts";
import type { ExportService } from "./exports/service.ts";
import { createGoldRoutes } from "./gold-routes.ts";
import type { AskedAnalytics } from "./queries/asked.ts";
import { createRawRoutes } from "./raw-routes.ts";
import type { VaultSettings } from "./settings.ts";

export interface VaultRouteParts {
  readonly analytics: AskedAnalytics;
  readonly store: RelationalStore;
  readonly tenants: TenantDirectory;
  readonly settings: VaultSettings;
  /** Undefined: this server exports nothing. */
  readonly exports?: ExportService | undefined;
}

/** Makes the endpoints that read statistics. */
export function createVaultRoutes({ analytics, store, tenants, settings, exports }: VaultRouteParts): Route[] {
  const access = createVaultAccess({ store, tenants, apiKey: settings.apiKey });
  return [
    ...createGoldRoutes({ analytics, access }, settings.botFilterFrom),
    ...createRawRoutes({ analytics, access }),
    ...(exports ? createExportRoutes({ service: exports, access }) : []),
  ];
}
