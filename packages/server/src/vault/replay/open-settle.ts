import type { ServerConfig } from "../../config.ts";
import { ConfigError } from "../../config-error.ts";
import { createAgentReader } from "../../consent/agent.ts";
import type { Logger } from "../../http/log.ts";
import { closeStores, openStatisticsStores, type StatisticsStores } from "../../open-stores.ts";
import { openLocations } from "../../regulation/open-locations.ts";
import { AsnDataError } from "../asn/asn-data-error.ts";
import { type AsnFinder, findNoAsn } from "../asn/asn-table.ts";
import { createNetworks } from "../create-cdn-logs.ts";
import { createDomainCodes } from "../ingest/domain-codes.ts";
import { createDomainFile } from "../ingest/domain-file.ts";
import { createSessionRows } from "../rows/session-row.ts";
import type { RowMakers } from "./replay-rows.ts";
import type { SettleStores } from "./settle-command.ts";

export interface OpenSettleParts {
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly now: () => number;
  /** Rows will be made, with what the server makes them with. */
  readonly isReplay: boolean;
}

/** Opens what `settle` works on. Throws `ConfigError` where rows could not be made as the server makes them. */
export async function openSettle(parts: OpenSettleParts): Promise<SettleStores> {
  const stores = await openStatisticsStores(parts.config, parts.now);
  try {
    const { relational: store, objects, analytics } = stores;
    return { ...(await openMakers(parts, stores)), store, objects, analytics, close: () => closeStores(stores) };
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

async function openMakers(
  { config, log, now, isReplay }: OpenSettleParts,
  stores: StatisticsStores,
): Promise<RowMakers> {
  const find = config.domainsFile === undefined ? async () => undefined : createDomainFile(config.domainsFile);
  const readAgent = createAgentReader();
  const { lookUp } = isReplay ? await openLocations(config.location, log) : {};
  const findAsn = isReplay ? await openNetworks(config, stores, log, now) : findNoAsn;
  return {
    readAgent,
    findDomainCode: createDomainCodes({ find, now }),
    createRows: (source) => createSessionRows({ source, readAgent, findAsn, lookUp }),
  };
}

// The list at hand, and no newer one: nothing is downloaded, and nothing written.
async function openNetworks(
  config: ServerConfig,
  { relational: store, objects }: StatisticsStores,
  log: Logger,
  now: () => number,
): Promise<AsnFinder> {
  const refuse = async (): Promise<never> => {
    throw new AsnDataError("unreachable", "a replay downloads nothing");
  };
  const never = new AbortController().signal;
  const networks = await createNetworks({ settings: config.cdnLogs, store, objects, log, now }, never, refuse);
  if (!networks) return findNoAsn;
  await networks.task.run();
  if (networks.size() > 0) return networks.find;
  throw new ConfigError(
    "Configuration: ASN_LIST, MAXMIND_LICENSE_KEY: no list of networks is at hand, and without it bots would be counted as visitors. Run `cookiehub-server task refresh-asn` until it has one, and then this again.",
  );
}
