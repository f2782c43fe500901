import { z } from "zod";
import { IDENTITY_SECRETS_MAX, PAGE_ITEMS_MAX } from "../constants.ts";
import type {
  ConfigRollbackRequest,
  ConfigVersionAnswer,
  ConfigVersionListAnswer,
  HostConfigAnswer,
  IdentitySecretCreatedAnswer,
  IdentitySecretListAnswer,
  IdentitySecretRemovedAnswer,
  OrganizationAnswer,
  OrganizationRequest,
  TenantConfigAnswer,
  TenantCreateRequest,
  TenantListAnswer,
} from "../types/tenant.ts";
import { boundedRecord, hostSchema, instantSchema, nameSchema, tenantCodeSchema, tenantIdSchema } from "./shapes.ts";
import { tenantConfigSchema } from "./tenant-config.ts";

/** Some members of a configuration; what they may be is checked when the layers are merged. */
const layerSchema = boundedRecord(z.string().max(64), z.unknown(), 100, "members");
/** Ids of organizations have the shape of tenants' ids. */
const organizationIdSchema = tenantIdSchema;

/** A JSON Merge Patch (RFC 7396) of a layer: `null` removes a member. */
export const tenantLayerPatchSchema = layerSchema;

const published = {
  tenant_id: tenantIdSchema,
  code: tenantCodeSchema,
  config_version: z.int().min(1),
  config_hash: z.string(),
};

export const tenantConfigAnswerSchema = z.object({
  ...published,
  organization_id: organizationIdSchema.nullable(),
  updated_at: instantSchema,
  config: tenantConfigSchema,
  layer: layerSchema,
}) satisfies z.ZodType<TenantConfigAnswer>;

export const hostConfigAnswerSchema = z.object({
  ...published,
  domain: hostSchema,
  domain_override: hostSchema.nullable(),
  config: tenantConfigSchema,
}) satisfies z.ZodType<HostConfigAnswer>;

export const tenantCreateRequestSchema = z.strictObject({
  tenant_id: tenantIdSchema.optional(),
  code: tenantCodeSchema.optional(),
  organization_id: organizationIdSchema.optional(),
  config: layerSchema,
}) satisfies z.ZodType<TenantCreateRequest>;

export const tenantListAnswerSchema = z.object({
  tenants: z
    .array(
      z.object({
        ...published,
        organization_id: organizationIdSchema.nullable(),
        domain: hostSchema,
        created_at: instantSchema,
        updated_at: instantSchema,
      }),
    )
    .max(PAGE_ITEMS_MAX),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<TenantListAnswer>;

const version = { config_version: z.int().min(1), config_hash: z.string(), published_at: instantSchema };

export const configVersionListAnswerSchema = z.object({
  versions: z.array(z.object(version)).max(PAGE_ITEMS_MAX),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<ConfigVersionListAnswer>;

export const configVersionAnswerSchema = z.object({
  ...version,
  tenant_id: tenantIdSchema,
  code: tenantCodeSchema,
  config: tenantConfigSchema,
  layer: layerSchema,
}) satisfies z.ZodType<ConfigVersionAnswer>;

export const configRollbackRequestSchema = z.strictObject({
  version: z.int().min(1),
}) satisfies z.ZodType<ConfigRollbackRequest>;

export const organizationRequestSchema = z.strictObject({
  name: nameSchema,
  config: layerSchema.optional(),
}) satisfies z.ZodType<OrganizationRequest>;

export const organizationAnswerSchema = z.object({
  organization_id: organizationIdSchema,
  name: nameSchema,
  config: layerSchema,
  state: z.enum(["settled", "checking", "publishing"]),
  created_at: instantSchema,
  updated_at: instantSchema,
}) satisfies z.ZodType<OrganizationAnswer>;

export const identitySecretCreatedAnswerSchema = z.object({
  secret_id: z.string(),
  secret: z.string(),
  created_at: instantSchema,
}) satisfies z.ZodType<IdentitySecretCreatedAnswer>;

export const identitySecretListAnswerSchema = z.object({
  identity_secrets: z.array(z.object({ secret_id: z.string(), created_at: instantSchema })).max(IDENTITY_SECRETS_MAX),
}) satisfies z.ZodType<IdentitySecretListAnswer>;

export const identitySecretRemovedAnswerSchema = z.object({
  secret_id: z.string(),
  removed_at: instantSchema,
}) satisfies z.ZodType<IdentitySecretRemovedAnswer>;
