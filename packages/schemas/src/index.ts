export {
  applyMergePatch,
  findDomainOverride,
  isHostWithin,
  isJsonObject,
  type JsonObject,
  mergeLayers,
  toHostConfig,
} from "./layers.ts";
export type * from "./types.ts";
export { analyticsRequestSchema, countDays } from "./zod/analytics.ts";
export {
  consentCategoriesAnswerSchema,
  consentCategoriesRequestSchema,
  consentChurnAnswerSchema,
  consentComplianceAnswerSchema,
  consentDimensionCategoriesAnswerSchema,
  consentDimensionCategoriesRequestSchema,
  consentDimensionsAnswerSchema,
  consentDimensionsRequestSchema,
  consentExperimentsAnswerSchema,
  consentExperimentsRequestSchema,
  consentFunnelAnswerSchema,
  consentMatrixAnswerSchema,
  consentMatrixRequestSchema,
  consentStatusAnswerSchema,
} from "./zod/analytics-consent.ts";
export {
  consentEventsAnswerSchema,
  consentEventsRequestSchema,
  consentTokenLookupAnswerSchema,
  consentTokenLookupRequestSchema,
} from "./zod/analytics-raw.ts";
export {
  sessionsOverviewAnswerSchema,
  sessionsTimelineAnswerSchema,
  sessionsTimelineRequestSchema,
} from "./zod/analytics-sessions.ts";
export {
  apiKeyCreatedAnswerSchema,
  apiKeyListAnswerSchema,
  apiKeyRequestSchema,
  apiKeySummarySchema,
} from "./zod/api-key.ts";
export { consentReceiptAnswerSchema, logKeysAnswerSchema } from "./zod/audit.ts";
export {
  consentCheckAnswerSchema,
  consentHistoryAnswerSchema,
  consentMigrateAnswerSchema,
  consentMigrateRequestSchema,
  consentTransferAnswerSchema,
  consentTransferRedeemAnswerSchema,
  consentTransferRedeemRequestSchema,
  consentTransferRequestSchema,
  consentUnlinkAnswerSchema,
  consentUpdateAnswerSchema,
  consentUpdateRequestSchema,
  consentWithdrawAnswerSchema,
  subjectEraseAnswerSchema,
  subjectExportAnswerSchema,
  subjectRequestSchema,
  userIdSchema,
} from "./zod/consent.ts";
export { DEFAULT_CATEGORIES } from "./zod/default-categories.ts";
export { errorAnswerSchema } from "./zod/error.ts";
export { consentEventSchema, eventsAnswerSchema, eventsRequestSchema } from "./zod/event.ts";
export {
  experimentAnswerSchema,
  experimentIdSchema,
  experimentRequestSchema,
  experimentSchema,
  experimentsSchema,
} from "./zod/experiment.ts";
export { experimentPeriodSchema, experimentResultsAnswerSchema } from "./zod/experiment-results.ts";
export { exportAnswerSchema, exportDownloadAnswerSchema, exportRequestSchema } from "./zod/export.ts";
export {
  callerKeySchema,
  categoryIdSchema,
  deviceIdSchema,
  hostSchema,
  instantSchema,
  locationSchema,
  tenantCodeSchema,
  tenantIdSchema,
} from "./zod/shapes.ts";
export {
  configRollbackRequestSchema,
  configVersionAnswerSchema,
  configVersionListAnswerSchema,
  hostConfigAnswerSchema,
  identitySecretCreatedAnswerSchema,
  identitySecretListAnswerSchema,
  identitySecretRemovedAnswerSchema,
  organizationAnswerSchema,
  organizationRequestSchema,
  tenantConfigAnswerSchema,
  tenantCreateRequestSchema,
  tenantLayerPatchSchema,
  tenantListAnswerSchema,
} from "./zod/tenant.ts";
export { createTenantConfig, tenantConfigSchema, tenantLayerSchema } from "./zod/tenant-config.ts";
