/** Who operates this installation as a CMP, and where it takes the vendor list from. */
export interface TcfSettings {
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** Address of the operator's public attestation (T102). */
  readonly attestationUrl: string;
  readonly listUrl: string;
}

/** What the environment says of it. */
export interface TcfVariables {
  readonly cmpId: number | undefined;
  readonly cmpVersion: number | undefined;
  readonly attestationUrl: string | undefined;
  readonly listUrl: string;
}

/**
 * Puts the variables together; `undefined`: the TCF is off, for only a registered CMP may make its strings (decision
 * 0013). Throws an `Error` that names what is missing when only some of a registration is given.
 */
export function toTcfSettings(variables: TcfVariables): TcfSettings | undefined {
  const { cmpId, cmpVersion, attestationUrl, listUrl } = variables;
  if (cmpId !== undefined && cmpVersion !== undefined && attestationUrl !== undefined) {
    return { cmpId, cmpVersion, attestationUrl, listUrl };
  }
  const given = { CMP_ID: cmpId, CMP_VERSION: cmpVersion, ATTESTATION: attestationUrl };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === Object.keys(given).length) return undefined;
  const names = missing.map(([name]) => `COOKIEHUB_TCF_${name}`).join(" and ");
  throw new Error(`${names} must be given too: the TCF needs an id, a version and an attestation, or none of them`);
}
