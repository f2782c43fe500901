import type {
  TcfDisclosuresAnswer,
  TcfFirstLayerAnswer,
  TcfTextsAnswer,
  TcfVendorPageAnswer,
} from "@cookiehub/schemas/types";
import { z } from "zod";
import { words as en } from "./words/en.ts";

// What the description of the API says of the answers.

const text = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  illustrations: z.array(z.string()),
});

const words = <Words extends object>(all: Words) =>
  z.object(Object.fromEntries(Object.keys(all).map((name) => [name, z.string()])) as Record<keyof Words, z.ZodString>);

export const tcfTextsAnswerSchema = z.object({
  language: z.string(),
  words: words(en.dialog),
  purposes: z.array(text),
  specialPurposes: z.array(text),
  features: z.array(text),
  specialFeatures: z.array(text),
  stacks: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      description: z.string(),
      purposes: z.array(z.number()),
      specialFeatures: z.array(z.number()),
    }),
  ),
  dataCategories: z.array(text),
  standardTexts: z.record(z.string(), z.string()),
}) satisfies z.ZodType<TcfTextsAnswer>;

const named = z.object({ id: z.number(), name: z.string() });

export const tcfFirstLayerAnswerSchema = z.object({
  language: z.string(),
  words: words(en.first),
  purposes: z.array(named),
  specialFeatures: z.array(named),
  hasInterests: z.boolean(),
}) satisfies z.ZodType<TcfFirstLayerAnswer>;

export const tcfVendorPageAnswerSchema = z.object({
  page: z.number(),
  pages: z.number(),
  vendors: z.array(
    z.object({
      id: z.number(),
      urls: z.array(
        z.object({ language: z.string(), privacy: z.string().optional(), legIntClaim: z.string().optional() }),
      ),
      dataDeclaration: z.array(z.number()),
      dataRetention: z.object({
        standard: z.number().nullable(),
        purposes: z.record(z.string(), z.number()),
        specialPurposes: z.record(z.string(), z.number()),
      }),
      usesCookies: z.boolean(),
      cookieMaxAgeSeconds: z.number().nullable(),
      cookieRefresh: z.boolean(),
      usesNonCookieAccess: z.boolean(),
      hasDisclosure: z.boolean(),
    }),
  ),
}) satisfies z.ZodType<TcfVendorPageAnswer>;

export const tcfDisclosuresAnswerSchema = z.object({
  vendorId: z.number(),
  disclosures: z.array(
    z.object({
      identifier: z.string(),
      type: z.string(),
      maxAgeSeconds: z.number().nullable(),
      cookieRefresh: z.boolean(),
      domains: z.array(z.string()),
      purposes: z.array(z.number()),
      specialPurposes: z.array(z.number()),
      optOut: z.boolean(),
    }),
  ),
  domains: z.array(z.object({ domain: z.string(), use: z.string() })),
  sdks: z.array(z.object({ name: z.string(), use: z.string() })),
  fetchedAt: z.string(),
}) satisfies z.ZodType<TcfDisclosuresAnswer>;
