import { type AsnSource, toAsnSource, toMaxMindSource } from "./asn/asn-source.ts";
import type { BunnyLogsOptions } from "./ingest/bunny-logs.ts";

/** Which CDN logs are brought in, and what tells networks apart. Holds secrets: never log it. */
export interface CdnLogSettings {
  readonly bunny: (Omit<BunnyLogsOptions, "timeoutMs"> & { readonly zones: readonly string[] }) | undefined;
  readonly cloudFront:
    | { readonly bucket: string; readonly region: string | undefined; readonly prefix: string }
    | undefined;
  readonly asn: { readonly source: AsnSource | undefined; readonly classesFile: string | undefined };
}

/** What the environment says of it. */
export interface CdnLogVariables {
  readonly bunnyKey: string | undefined;
  readonly zones: readonly string[] | undefined;
  readonly bunnyVersion: "v1" | "v2";
  readonly bunnyUrl: string;
  readonly bucket: string | undefined;
  readonly region: string | undefined;
  readonly prefix: string;
  readonly licenseKey: string | undefined;
  readonly asnList: string | undefined;
  readonly classesFile: string | undefined;
}

/** Puts the variables together; throws an `Error` that says what is missing, or what does not go together. */
export function toCdnLogSettings(variables: CdnLogVariables): CdnLogSettings {
  const { bunnyKey, zones, bunnyVersion, bunnyUrl, bucket, region, prefix, classesFile } = variables;
  if (zones !== undefined && bunnyKey === undefined) throw new Error("BUNNY_API_KEY is needed beside BUNNY_PULL_ZONES");
  return {
    bunny: zones && bunnyKey ? { accessKey: bunnyKey, zones, version: bunnyVersion, url: bunnyUrl } : undefined,
    cloudFront: bucket === undefined ? undefined : { bucket, region, prefix },
    asn: { source: readSource(variables), classesFile },
  };
}

function readSource({ licenseKey, asnList }: CdnLogVariables): AsnSource | undefined {
  if (asnList !== undefined && licenseKey !== undefined) {
    throw new Error("ASN_LIST and MAXMIND_LICENSE_KEY are two sources of one list: give one of them");
  }
  if (licenseKey !== undefined) return toMaxMindSource(licenseKey);
  if (asnList === undefined) return undefined;
  try {
    return toAsnSource(asnList);
  } catch (error) {
    throw new Error(`ASN_LIST ${error instanceof Error ? error.message : String(error)}`);
  }
}
