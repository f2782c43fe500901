import { TCF_TEXT_ID_MAX, TCF_VENDOR_ID_MAX } from "@cookiehub/schemas/signals";
import { z } from "zod";

// What the rules rest on is checked to the letter and refuses the list; what is only shown is left out where it cannot
// be read, so that one vendor's odd address does not keep the newest list from everybody.

const ADDRESS_LENGTH_MAX = 2048;
const NAME_LENGTH_MAX = 1000;
const TEXT_LENGTH_MAX = 20_000;

const textId = z.int().min(1).max(TCF_TEXT_ID_MAX);
const smallId = z.int().min(1).max(1000);
const ids = (id: z.ZodType<number>) =>
  z
    .array(id)
    .max(200)
    .transform((all) => [...new Set(all)].sort((one, other) => one - other));

/** Members by id, as the list writes them: each stands under its own id. */
function byId<Entry extends { id: number }>(entry: z.ZodType<Entry>, idMax: number) {
  return z
    .record(z.string().regex(/^[1-9]\d{0,4}$/), entry)
    .refine((all) => Object.entries(all).every(([key, { id }]) => Number(key) === id), "an id is not its key")
    .transform((all) => Object.values(all).sort((one, other) => one.id - other.id))
    .refine((all) => (all.at(-1)?.id ?? 0) <= idMax, "an id is too large");
}

const text = z.object({
  id: smallId,
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  description: z.string().max(TEXT_LENGTH_MAX),
  illustrations: z.array(z.string().max(TEXT_LENGTH_MAX)).max(50).default([]),
});

const stack = z.object({
  id: smallId,
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  description: z.string().max(TEXT_LENGTH_MAX),
  purposes: ids(textId).default([]),
  specialFeatures: ids(textId).default([]),
});

/** A standard text is a string, or an object that holds it; what is neither is left out. */
const standardTexts = z
  .record(z.string().regex(/^[A-Za-z]\w{0,63}$/), z.unknown())
  .transform((all) => Object.fromEntries(Object.entries(all).flatMap(([key, value]) => toStandardText(key, value))))
  .catch({});

function toStandardText(key: string, value: unknown): [string, string][] {
  const held = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const found = [value, held.description, held.text].find((one) => typeof one === "string");
  return typeof found === "string" && found.length <= TEXT_LENGTH_MAX ? [[key, found]] : [];
}

export const textsSchema = z.object({
  purposes: byId(text, TCF_TEXT_ID_MAX),
  specialPurposes: byId(text, TCF_TEXT_ID_MAX),
  features: byId(text, TCF_TEXT_ID_MAX),
  specialFeatures: byId(text, TCF_TEXT_ID_MAX),
  stacks: byId(stack, 1000),
  dataCategories: byId(text, 1000).default([]),
  standardTexts: standardTexts.default({}),
});

const address = z
  .string()
  .max(ADDRESS_LENGTH_MAX)
  .transform((url) => (/^https?:\/\//i.test(url) ? URL.parse(url)?.href : undefined))
  .optional()
  .catch(undefined);

const days = z.record(z.string().regex(/^[1-9]\d?$/), z.int().min(0).max(1e6)).catch({});

const vendorSchema = z
  .object({
    id: z.int().min(1).max(TCF_VENDOR_ID_MAX),
    name: z.string().min(1).max(NAME_LENGTH_MAX),
    purposes: ids(textId),
    legIntPurposes: ids(textId),
    flexiblePurposes: ids(textId),
    specialPurposes: ids(textId),
    features: ids(textId),
    specialFeatures: ids(textId),
    // Whoever is said to have left is asked for nothing, however the day is written.
    deletedDate: z.string().min(1).max(64).nullish(),
    urls: z
      .array(z.object({ langId: z.string().max(16), privacy: address, legIntClaim: address }))
      .max(100)
      .transform((all) => all.map(({ langId, ...rest }) => ({ language: langId, ...rest })))
      .catch([]),
    dataDeclaration: ids(smallId).catch([]),
    dataRetention: z
      .object({ stdRetention: z.int().min(0).max(1e6).nullish().catch(null), purposes: days, specialPurposes: days })
      .transform(({ stdRetention, ...rest }) => ({ standard: stdRetention ?? null, ...rest }))
      .catch({ standard: null, purposes: {}, specialPurposes: {} }),
    usesCookies: z.boolean().catch(false),
    cookieMaxAgeSeconds: z.number().finite().nullable().catch(null),
    cookieRefresh: z.boolean().catch(false),
    usesNonCookieAccess: z.boolean().catch(false),
    deviceStorageDisclosureUrl: z.string().min(1).max(ADDRESS_LENGTH_MAX).optional().catch(undefined),
  })
  .transform(({ deletedDate, deviceStorageDisclosureUrl, ...rest }) => ({
    ...rest,
    ...(typeof deletedDate === "string" && { deletedDate }),
    ...(deviceStorageDisclosureUrl !== undefined && { deviceStorageDisclosureUrl }),
  }));

export const listHeadSchema = z.object({
  vendorListVersion: z.int().min(1).max(4095),
  tcfPolicyVersion: z.int().min(1).max(63),
});

export const vendorsSchema = z.object({ vendors: byId(vendorSchema, TCF_VENDOR_ID_MAX) });
