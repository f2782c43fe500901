import { startServer } from "@cookiehub/server";
import { headStub } from "@cookiehub/widget/stub";
import { closeServer, type DemoPorts, isPortBusy, LOOPBACK, listen, PortBusyError, toPort } from "./addresses.ts";
import { readApiKey } from "./api-key.ts";
import { readPanelState } from "./panel/panel-state.ts";
import { publishConfig } from "./publish-config.ts";
import { createShop, type Page } from "./shop/shop-server.ts";
import { type ListServer, type ListServerOptions, startListServer } from "./tcf/list-server.ts";
import { toTcfEnvironment, whenListIsThere } from "./tcf/operator.ts";
import { createDemoConfig, TENANT_CODE, TENANT_ID } from "./tenant.ts";
import type { Hit } from "./third-party/collector.ts";
import { createThirdParty } from "./third-party/third-party-server.ts";

export interface DemoSettings {
  ports: DemoPorts;
  /** Holds everything that survives a restart: the server's stores and the demo's API key. */
  dataDir: string;
  /** Takes part in the IAB TCF, with vendors that nobody knows: who publishes their list is started as well. */
  tcf?: ListServerOptions | undefined;
}

export interface Demo {
  readonly shopUrl: string;
  readonly serverUrl: string;
  readonly thirdPartyUrl: string;
  readonly apiKey: string;
  /** Every request that reached the third party, oldest first. */
  hits(): readonly Hit[];
  forgetHits(): void;
  /** Changes every page of the shop from now on; called without a change, serves them as they are again. */
  changePages(change?: (page: Page) => Page): void;
  stopServer(): Promise<void>;
  /** Starts CookieHub again on the same port and data (stopping it first when it runs). */
  restartServer(): Promise<void>;
  /** The publisher of the vendor list, under the TCF. */
  readonly vendorList: ListServer | undefined;
  close(): Promise<void>;
}

/** Starts CookieHub, the shop and the third party; rejects with `PortBusyError` when a port is taken. */
export async function startDemo({ ports, dataDir, tcf }: DemoSettings): Promise<Demo> {
  const apiKey = await readApiKey(dataDir);
  const thirdParty = createThirdParty();
  const site = { serverUrl: "", thirdPartyUrl: "", stub: headStub(tcf ? { tcf: true, gpp: true } : {}) };
  let changePage = (page: Page): Page => page;
  const shop = createShop({
    changePage: (page) => changePage(page),
    site: () => site,
    readPanelState: (cookies) =>
      readPanelState(cookies, { serverUrl: site.serverUrl, apiKey, collector: thirdParty.collector, nowMs: Date.now }),
  });
  const vendorList = tcf && (await startListServer(tcf));
  const closeSites = () => Promise.all([closeServer(shop), closeServer(thirdParty.server), vendorList?.close()]);
  try {
    const shopUrl = `http://localhost:${await listen(shop, toPort(ports, 0))}`;
    site.thirdPartyUrl = `http://${LOOPBACK}:${await listen(thirdParty.server, toPort(ports, 2))}`;
    const server = await startCookieHub({
      ...{ port: toPort(ports, 1), dataDir, apiKey, domain: new URL(shopUrl).host },
      more: vendorList ? toTcfEnvironment(vendorList) : {},
    });
    site.serverUrl = `http://localhost:${server.port}`;
    if (vendorList) await whenListIsThere(site.serverUrl);
    await publishConfig(site.serverUrl, apiKey, createDemoConfig(shopUrl, { hasTcf: vendorList !== undefined }));
    return {
      vendorList,
      shopUrl,
      serverUrl: site.serverUrl,
      thirdPartyUrl: site.thirdPartyUrl,
      apiKey,
      hits: thirdParty.collector.hits,
      forgetHits: thirdParty.collector.clear,
      changePages: (change = (page) => page) => {
        changePage = change;
      },
      stopServer: server.stop,
      restartServer: server.restart,
      close: async () => {
        await Promise.all([server.stop(), closeSites()]);
      },
    };
  } catch (error) {
    await closeSites();
    throw error;
  }
}

/** Starts the CookieHub server, able to stop and start again on the port it first got. */
async function startCookieHub({
  port,
  dataDir,
  apiKey,
  domain,
  more,
}: {
  port: number;
  dataDir: string;
  apiKey: string;
  domain: string;
  /** Further variables of the environment. */
  more: Readonly<Record<string, string>>;
}) {
  const start = (wanted: number) =>
    startServer({
      env: {
        COOKIEHUB_DATA_DIR: dataDir,
        PORT: String(wanted),
        HOST: LOOPBACK,
        COOKIEHUB_INIT_TENANT_ID: TENANT_ID,
        COOKIEHUB_INIT_TENANT_CODE: TENANT_CODE,
        COOKIEHUB_INIT_TENANT_DOMAIN: domain,
        COOKIEHUB_INIT_API_KEY: apiKey,
        ...more,
      },
      log: "silent",
    }).catch((error: unknown) => {
      throw isPortBusy(error) ? new PortBusyError(wanted) : error;
    });
  const first = await start(port);
  let running: typeof first | undefined = first;
  const stop = async () => {
    const server = running;
    running = undefined;
    await server?.close();
  };
  return {
    port: first.port,
    stop,
    restart: async () => {
      await stop();
      running = await start(first.port);
    },
  };
}
