export type * from "./types.ts";
export {
  analyticsRequestSchema,
  consentFunnelAnswerSchema,
  consentStatusAnswerSchema,
  countDays,
} from "./zod/analytics.ts";
export {
  consentCheckAnswerSchema,
  consentHistoryAnswerSchema,
  consentMigrateAnswerSchema,
  consentMigrateRequestSchema,
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
  callerKeySchema,
  categoryIdSchema,
  deviceIdSchema,
  hostSchema,
  instantSchema,
  locationSchema,
  tenantCodeSchema,
  tenantIdSchema,
} from "./zod/shapes.ts";
export { createTenantConfig, tenantConfigAnswerSchema, tenantConfigSchema } from "./zod/tenant-config.ts";
