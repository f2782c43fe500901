import { readFile, stat } from "node:fs/promises";
import { TENANT_CODE_PATTERN } from "@cookiehub/schemas/constants";
import type { FindDomainCode } from "./domain-codes.ts";

interface Read {
  readonly version: string;
  readonly codes: ReadonlyMap<number, string>;
}

/**
 * Looks domain ids up in a file of lines `domain_id,code`, read again when it has changed. Rejects where it is missing or a
 * line of it is none: then nobody can tell, which is not the same as "nobody's".
 */
export function createDomainFile(file: string): FindDomainCode {
  let known: Read | undefined;
  return async (domainId) => {
    const { mtimeMs, size } = await stat(file);
    const version = `${mtimeMs}:${size}`;
    if (known?.version !== version) known = { version, codes: readCodes(await readFile(file, "utf8")) };
    return known.codes.get(domainId);
  };
}

function readCodes(text: string): ReadonlyMap<number, string> {
  const codes = new Map<number, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "" || (index === 0 && line === "domain_id,code")) continue;
    const [id = "", code = "", ...rest] = line.split(",");
    if (!/^\d{1,10}$/.test(id) || !TENANT_CODE_PATTERN.test(code) || rest.length > 0) {
      throw new Error(`line ${index + 1} of the file of domains is not domain_id,code`);
    }
    codes.set(Number(id), code);
  }
  return codes;
}
