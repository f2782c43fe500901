/** A tenant's list in an address: `{version}-{hash}`. */
export interface ListPath {
  readonly version: number;
  readonly hash: string;
}

/** A file of a tenant's list. */
export type ListPathFile =
  | { readonly kind: "list" }
  | { readonly kind: "vendors"; readonly page: number }
  | { readonly kind: "texts"; readonly language: string }
  /** What of the texts stands on the first layer. */
  | { readonly kind: "first"; readonly language: string };

/** Letters of a hash: 132 bits in base64url. */
export const HASH_LENGTH = 22;
const LIST = /^([1-9]\d{0,3})-([A-Za-z0-9_-]{22})$/;
const FILE = /^(?:list|vendors-([1-9]\d{0,2})|(texts|first)-([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?))\.json$/;

/** Writes the part of an address that names a list. */
export function toListPath({ version, hash }: ListPath): string {
  return `${version}-${hash}`;
}

/** Reads it; `null` for anything that `toListPath` did not write. */
export function fromListPath(text: string): ListPath | null {
  const [, version, hash] = LIST.exec(text) ?? [];
  return version !== undefined && hash !== undefined ? { version: Number(version), hash } : null;
}

/** Reads the name of a file of a list; `null` when there is none such. */
export function fromFileName(name: string): ListPathFile | null {
  const found = FILE.exec(name);
  if (!found) return null;
  const [, page, kind, language] = found;
  if (page !== undefined) return { kind: "vendors", page: Number(page) };
  if (language === undefined) return { kind: "list" };
  return { kind: kind === "first" ? "first" : "texts", language };
}
