import type { TcfDisclosure, TcfDisclosuresAnswer } from "@cookiehub/schemas/types";
import { z } from "zod";
import { DisclosureError } from "./disclosure-url.ts";

/** What a vendor's file says, in the members that are known. */
export type Disclosure = Omit<TcfDisclosuresAnswer, "vendorId" | "fetchedAt">;

const ENTRIES_MAX = 2_000;
const LETTERS_MAX = 500;
const IDS_MAX = 64;

const text = z.string().transform((all) => all.slice(0, LETTERS_MAX));
const ids = z
  .array(z.int().min(1).max(1000))
  .transform((all) => all.slice(0, IDS_MAX))
  .catch([]);
const domains = z.array(text).transform((all) => all.slice(0, IDS_MAX));

const disclosureSchema = z
  .object({
    identifier: text,
    type: text,
    maxAgeSeconds: z.number().finite().nullable().catch(null),
    cookieRefresh: z.boolean().catch(false),
    domains: domains.optional().catch(undefined),
    // Files of the first version of the format name one.
    domain: text.optional().catch(undefined),
    purposes: ids,
    specialPurposes: ids,
    optOut: z.boolean().catch(false),
  })
  .transform(({ domain, domains, ...rest }) => ({
    ...rest,
    domains: domains ?? (domain === undefined ? [] : [domain]),
  }));

const domainSchema = z.object({ domain: text, use: text.catch("") });
const sdkSchema = z.object({ name: text, use: text.catch("") });

/**
 * Reads a vendor's file as the untrusted text that it is (T78, T80): known members alone, shortened; entries that cannot be
 * read are left out. Throws `DisclosureError` when it is no such file at all.
 */
export function readDisclosure(bytes: Uint8Array): Disclosure {
  const json = readJson(bytes);
  if (!Array.isArray(json.disclosures)) throw new DisclosureError("malformed", "there are no disclosures");
  return {
    disclosures: readEntries<TcfDisclosure>(json.disclosures, disclosureSchema),
    domains: readEntries(json.domains, domainSchema),
    sdks: readEntries(json.sdks, sdkSchema),
  };
}

function readJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DisclosureError("malformed", "not JSON in UTF-8", { cause });
  }
  if (typeof json !== "object" || json === null) throw new DisclosureError("malformed", "not an object");
  return json as Record<string, unknown>;
}

function readEntries<Entry>(all: unknown, schema: z.ZodType<Entry>): Entry[] {
  if (!Array.isArray(all)) return [];
  return all.slice(0, ENTRIES_MAX).flatMap((one) => {
    const parsed = schema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}
