import type { Route } from "../http/route.ts";
import { createCheckRoute } from "./check-route.ts";
import { createHistoryRoute } from "./history-route.ts";
import { createMigrateRoutes, type MigrateRouteParts } from "./migrate-routes.ts";
import { createSubjectRoutes } from "./subject-routes.ts";
import { createTransferRoutes, type TransferRouteParts } from "./transfer-routes.ts";
import { createUpdateRoute } from "./update-route.ts";
import { createWithdrawRoutes } from "./withdraw-routes.ts";

/** Makes the consent endpoints. */
export function createConsentRoutes(parts: MigrateRouteParts & TransferRouteParts): Route[] {
  return [
    createCheckRoute(parts),
    createUpdateRoute(parts),
    ...createWithdrawRoutes(parts),
    ...createMigrateRoutes(parts),
    ...createTransferRoutes(parts),
    createHistoryRoute(parts),
    ...createSubjectRoutes(parts),
  ];
}
