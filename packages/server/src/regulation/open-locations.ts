import { fileURLToPath } from "node:url";
import { ConfigError } from "../config.ts";
import type { Logger } from "../http/log.ts";
import type { Task } from "../tasks/loop.ts";
import { AddressDatabaseError, openAddressDatabase } from "./address-database.ts";
import { EMBEDDED_DATABASE } from "./embedded-database.ts";
import { createLocationReader, type LocationReader } from "./location.ts";
import type { LocationSources } from "./location-headers.ts";

export interface LocationSettings {
  readonly sources: LocationSources;
  /** An MMDB file; `embedded`, the one that comes with the server; `none`, no look-up. */
  readonly database: string;
}

/** What finds places, by request and by address. */
export interface OpenLocations {
  readonly locations: LocationReader;
  /** `undefined`: there is no database. */
  readonly lookUp?: (address: string) => string | null;
  readonly tasks: readonly Task[];
}

/** Opens what finds visitors' places, and the tasks that keep it fresh. Throws `ConfigError` when the file cannot be used. */
export async function openLocations({ sources, database }: LocationSettings, log: Logger): Promise<OpenLocations> {
  if (database === "none") return { locations: createLocationReader({ sources }), tasks: [] };
  try {
    if (database === "embedded") {
      const { lookUp } = await openAddressDatabase({ file: fileURLToPath(EMBEDDED_DATABASE), log });
      return { locations: createLocationReader({ sources, lookUp }), lookUp, tasks: [] };
    }
    const { lookUp, reload } = await openAddressDatabase({ file: database, log });
    return { locations: createLocationReader({ sources, lookUp }), lookUp, tasks: [reload] };
  } catch (error) {
    if (!(error instanceof AddressDatabaseError)) throw error;
    throw new ConfigError(`Configuration: COOKIEHUB_GEOIP_FILE: ${error.message}.`);
  }
}
