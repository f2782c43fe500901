import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { DEFAULT_CATEGORIES, toHostConfig } from "@cookiehub/schemas";
import { findLanguage, resolveRegulation, toEarlyAddOns } from "@cookiehub/schemas/rules";
import { toUsLayout } from "@cookiehub/schemas/signals";
import type { ResolvedConfig, TenantConfig } from "@cookiehub/schemas/types";
import { findRunningExperiment } from "../experiments/running.ts";
import type { TenantRow } from "../storage/ports.ts";
import type { ResolveTcf } from "../tcf/resolved-tcf.ts";
import type { WidgetFiles } from "./widget-files.ts";

/** Encodings that a file is kept in. */
export type Encoding = "br" | "gzip" | "identity";

/** A text ready to be sent, in every encoding, with a strong ETag per encoding. */
export interface EncodedText {
  readonly etag: string;
  readonly bodies: Readonly<Record<Encoding, Uint8Array>>;
}

const ENTRIES_MAX = 1000;
const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/**
 * What a browser needs to start: the configuration of the page's host, and the regulation for where the visitor is. The
 * place itself is left out, unless it decides which section of GPP applies to the visitor.
 */
export function toResolvedConfig(
  tenant: TenantRow,
  location: string | null,
  host: string | null = null,
  resolveTcf: ResolveTcf = () => undefined,
): ResolvedConfig {
  const experiment = findRunningExperiment(tenant.config);
  const config = toHostConfig(tenant.config, host);
  const defaultWords = readDefaultWords(config);
  const regulation = resolveRegulation(location, tenant.config.regulations);
  const tcf = resolveTcf(config, regulation.id);
  return {
    tenant_id: tenant.tenantId,
    code: tenant.code,
    config_version: tenant.configVersion,
    config_hash: tenant.configHash,
    ...(tenant.servicesVersion > 0 && { services_version: tenant.servicesVersion }),
    ...(defaultWords.length > 0 && { default_words: defaultWords }),
    regulation: { ...regulation, location: config.gpp && toUsLayout(location, config.gpp) ? location : null },
    config,
    ...(tcf && { tcf }),
    ...(experiment && { experiment }),
  };
}

function readDefaultWords({ languages, categories }: TenantConfig): string[] {
  if (/^en\b/i.test(languages[0] ?? "")) return [];
  const isDefault = ({ id, name, description }: TenantConfig["categories"][number]) =>
    DEFAULT_CATEGORIES.some((ours) => ours.id === id && ours.name === name && ours.description === description);
  return categories.filter(isDefault).map(({ id }) => id);
}

/**
 * Makes the per-tenant script: the widget's core, called with the tenant's set-up. The add-ons that have to be there
 * before anything runs stand inside it; nobody pays for the others.
 */
export function toTenantScript(
  { core, addOns, assets }: Pick<WidgetFiles, "core" | "addOns" | "assets">,
  resolved: ResolvedConfig,
): string {
  const languages = pickLanguages(assets.languages, resolved.config.languages);
  const setup = toAsciiJson({ ...resolved, assets: { ...assets, languages } });
  const early = toEarlyAddOns(resolved).flatMap((name) => addOns[name] ?? []);
  const whole = early.length > 0 ? `${setup.slice(0, -1)},"addOns":[${early.join()}]}` : setup;
  return `${core.replace(/;$/, "")}(${whole});`;
}

// Those of the tenant and English, which has the words that another one lacks: no page pays for the names of fifty more.
function pickLanguages(files: Readonly<Record<string, string>>, wanted: readonly string[]): Record<string, string> {
  const codes = new Set(["en", ...wanted].map((wish) => findLanguage(Object.keys(files), wish)));
  return Object.fromEntries(Object.entries(files).filter(([code]) => codes.has(code)));
}

// ASCII only, so that no page's charset can break it; `<` is escaped so that the text may also be inlined.
function toAsciiJson(value: unknown): string {
  const toEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<\u007f-\uffff]/g, toEscape);
}

/** Compresses a text once, off the main thread. */
export async function toEncodedText(text: string | Uint8Array): Promise<EncodedText> {
  const identity = Buffer.from(text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length };
  const [br, zipped] = await Promise.all([compressBrotli(identity, { params }), compressGzip(identity, { level: 9 })]);
  return {
    etag: createHash("sha256").update(identity).digest("base64url").slice(0, 22),
    bodies: { br, gzip: zipped, identity },
  };
}

/** Remembers per-tenant texts: they vary by configuration, regulation and section of GPP alone, never by visitor. */
export function createTextCache(): (key: string, make: () => string) => Promise<EncodedText> {
  const entries = new Map<string, Promise<EncodedText>>();
  return (key, make) => {
    const known = entries.get(key);
    if (known) return known;
    const made = toEncodedText(make());
    entries.set(key, made);
    made.catch(() => entries.delete(key));
    const oldest = entries.size > ENTRIES_MAX ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    return made;
  };
}

/** Chooses the smallest encoding that a client accepts. */
export function toEncoding(acceptEncoding: string | undefined): Encoding {
  const accepted = new Map(
    (acceptEncoding ?? "").split(",").map((part) => {
      const [name = "", quality = "q=1"] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return [name, quality !== "q=0" && !/^q=0\.0*$/.test(quality)] as const;
    }),
  );
  if (accepted.get("br")) return "br";
  return accepted.get("gzip") ? "gzip" : "identity";
}
