import { TENANT_CODE_PATTERN } from "@cookiehub/schemas/constants";
import { StorageUnavailableError } from "../../storage/errors.ts";

/** Nobody can be asked whose a domain is: what holds its events waits, and says nothing about other objects. */
export class DomainLookupError extends StorageUnavailableError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DomainLookupError";
  }
}

/** Finds the code of the tenant that a numeric domain id stands for; `undefined`: nobody's. Rejects where it cannot tell. */
export type FindDomainCode = (domainId: number) => Promise<string | undefined>;

export interface DomainCodesParts {
  readonly find: FindDomainCode;
  readonly now: () => number;
  readonly entriesMax?: number;
}

const ENTRIES_MAX = 50_000;
/** A domain changes hands rarely; one that is not known yet may be about to be. */
const KNOWN_TTL_MS = 3_600_000;
const UNKNOWN_TTL_MS = 60_000;

interface Entry {
  readonly code: string | undefined;
  readonly validUntilMs: number;
}

/** Remembers what a lookup answered, at most so many ids. A lookup that fails is never an answer: it rejects as unavailable. */
export function createDomainCodes({ find, now, entriesMax = ENTRIES_MAX }: DomainCodesParts): FindDomainCode {
  const entries = new Map<number, Entry>();

  async function ask(domainId: number): Promise<string | undefined> {
    try {
      const code = await find(domainId);
      if (code === undefined || TENANT_CODE_PATTERN.test(code)) return code;
      throw new Error(`the code of domain ${domainId} is not 8 letters or digits`);
    } catch (error) {
      throw new DomainLookupError(`domain ids cannot be looked up: ${String(error)}`, { cause: error });
    }
  }

  return async (domainId) => {
    const known = entries.get(domainId);
    if (known && known.validUntilMs > now()) return known.code;
    const code = await ask(domainId);
    entries.delete(domainId);
    entries.set(domainId, { code, validUntilMs: now() + (code === undefined ? UNKNOWN_TTL_MS : KNOWN_TTL_MS) });
    const oldest = entries.size > entriesMax ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    return code;
  };
}
