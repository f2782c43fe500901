import type { z } from "zod";
import type {
  analyticsRequestSchema,
  apiKeyCreatedAnswerSchema,
  apiKeyListAnswerSchema,
  apiKeyRequestSchema,
  apiKeySummarySchema,
  configRollbackRequestSchema,
  configVersionAnswerSchema,
  configVersionListAnswerSchema,
  consentCheckAnswerSchema,
  consentEventSchema,
  consentFunnelAnswerSchema,
  consentHistoryAnswerSchema,
  consentMigrateAnswerSchema,
  consentMigrateRequestSchema,
  consentReceiptAnswerSchema,
  consentStatusAnswerSchema,
  consentTransferAnswerSchema,
  consentTransferRedeemAnswerSchema,
  consentTransferRedeemRequestSchema,
  consentTransferRequestSchema,
  consentUpdateAnswerSchema,
  consentUpdateRequestSchema,
  consentWithdrawAnswerSchema,
  errorAnswerSchema,
  eventsAnswerSchema,
  eventsRequestSchema,
  experimentAnswerSchema,
  experimentRequestSchema,
  experimentResultsAnswerSchema,
  experimentSchema,
  experimentsSchema,
  hostConfigAnswerSchema,
  identitySecretCreatedAnswerSchema,
  identitySecretListAnswerSchema,
  identitySecretRemovedAnswerSchema,
  logKeysAnswerSchema,
  organizationAnswerSchema,
  organizationRequestSchema,
  tenantConfigAnswerSchema,
  tenantConfigSchema,
  tenantCreateRequestSchema,
  tenantListAnswerSchema,
} from "./index.ts";
import type * as types from "./types.ts";

// The types are written by hand, so that nobody needs zod to read them; this holds them to the schemas. Identity, not
// assignability: an optional member that only one side has would pass for assignable in both directions.
type Identical<Left, Right> =
  (<Any>() => Any extends Left ? 1 : 2) extends <Any>() => Any extends Right ? 1 : 2 ? true : false;

// Writes intersections and aliases out, member by member, down to the leaves.
type Plain<Shape> = Shape extends readonly (infer Item)[]
  ? Plain<Item>[]
  : Shape extends object
    ? { [Key in keyof Shape]: Plain<Shape[Key]> }
    : Shape;

type Agrees<Schema extends z.ZodType, Type> = Identical<Plain<z.output<Schema>>, Plain<Type>>;

/** Fails to compile, at its line, when a schema and its type part ways. */
export const agreements: true[] = [
  true satisfies Agrees<typeof analyticsRequestSchema, types.AnalyticsRequest>,
  true satisfies Agrees<typeof consentCheckAnswerSchema, types.ConsentCheckAnswer>,
  true satisfies Agrees<typeof consentEventSchema, types.ConsentEvent>,
  true satisfies Agrees<typeof consentFunnelAnswerSchema, types.ConsentFunnelAnswer>,
  true satisfies Agrees<typeof consentHistoryAnswerSchema, types.ConsentHistoryAnswer>,
  true satisfies Agrees<typeof consentMigrateAnswerSchema, types.ConsentMigrateAnswer>,
  true satisfies Agrees<typeof consentTransferAnswerSchema, types.ConsentTransferAnswer>,
  true satisfies Agrees<typeof consentTransferRedeemAnswerSchema, types.ConsentTransferRedeemAnswer>,
  true satisfies Agrees<typeof consentTransferRedeemRequestSchema, types.ConsentTransferRedeemRequest>,
  true satisfies Agrees<typeof consentTransferRequestSchema, types.ConsentTransferRequest>,
  true satisfies Agrees<typeof consentMigrateRequestSchema, types.ConsentMigrateRequest>,
  true satisfies Agrees<typeof consentReceiptAnswerSchema, types.ConsentReceiptAnswer>,
  true satisfies Agrees<typeof consentStatusAnswerSchema, types.ConsentStatusAnswer>,
  true satisfies Agrees<typeof consentUpdateAnswerSchema, types.ConsentUpdateAnswer>,
  true satisfies Agrees<typeof consentUpdateRequestSchema, types.ConsentUpdateRequest>,
  true satisfies Agrees<typeof consentWithdrawAnswerSchema, types.ConsentWithdrawAnswer>,
  true satisfies Agrees<typeof errorAnswerSchema, types.ErrorAnswer>,
  true satisfies Agrees<typeof eventsAnswerSchema, types.EventsAnswer>,
  true satisfies Agrees<typeof eventsRequestSchema, types.ConsentEvent[]>,
  true satisfies Agrees<typeof logKeysAnswerSchema, types.LogKeysAnswer>,
  true satisfies Agrees<typeof experimentAnswerSchema, types.ExperimentAnswer>,
  true satisfies Agrees<typeof experimentRequestSchema, types.ExperimentRequest>,
  true satisfies Agrees<typeof experimentResultsAnswerSchema, types.ExperimentResultsAnswer>,
  true satisfies Agrees<typeof experimentSchema, types.Experiment>,
  true satisfies Agrees<typeof experimentsSchema, types.Experiment[]>,
  true satisfies Agrees<typeof apiKeyCreatedAnswerSchema, types.ApiKeyCreatedAnswer>,
  true satisfies Agrees<typeof apiKeyListAnswerSchema, types.ApiKeyListAnswer>,
  true satisfies Agrees<typeof apiKeyRequestSchema, types.ApiKeyRequest>,
  true satisfies Agrees<typeof apiKeySummarySchema, types.ApiKeySummary>,
  true satisfies Agrees<typeof configRollbackRequestSchema, types.ConfigRollbackRequest>,
  true satisfies Agrees<typeof configVersionAnswerSchema, types.ConfigVersionAnswer>,
  true satisfies Agrees<typeof configVersionListAnswerSchema, types.ConfigVersionListAnswer>,
  true satisfies Agrees<typeof hostConfigAnswerSchema, types.HostConfigAnswer>,
  true satisfies Agrees<typeof identitySecretCreatedAnswerSchema, types.IdentitySecretCreatedAnswer>,
  true satisfies Agrees<typeof identitySecretListAnswerSchema, types.IdentitySecretListAnswer>,
  true satisfies Agrees<typeof identitySecretRemovedAnswerSchema, types.IdentitySecretRemovedAnswer>,
  true satisfies Agrees<typeof organizationAnswerSchema, types.OrganizationAnswer>,
  true satisfies Agrees<typeof organizationRequestSchema, types.OrganizationRequest>,
  true satisfies Agrees<typeof tenantCreateRequestSchema, types.TenantCreateRequest>,
  true satisfies Agrees<typeof tenantListAnswerSchema, types.TenantListAnswer>,
  true satisfies Agrees<typeof tenantConfigAnswerSchema, types.TenantConfigAnswer>,
  true satisfies Agrees<typeof tenantConfigSchema, types.TenantConfig>,
];

// @ts-expect-error: the comparison itself must see a member that only one side has.
export const blindness: Agrees<z.ZodType<{ a: string; b?: string }>, { a: string }> = true;
