import { type TcfSlimList, toSlimList } from "@cookiehub/schemas/signals";
import type { ResolvedConfig, TcfConfig, TcfFirstLayerAnswer, TenantConfig } from "@cookiehub/schemas/types";
import { vi } from "vitest";
import type { AddOn, AddOnHost } from "../src/add-on.ts";
import type { TcData } from "../src/tcf/tc-data.ts";
import { createSetup, openPage, readCommands, type TestPage } from "./page-kit.ts";
import { createTcfFiles } from "./tcf-dialog-kit.ts";
import { firstLayerWords, dialogWords as words } from "./tcf-words.ts";

const LIST_PATH = "/tcf/178-aaaaaaaaaaaaaaaaaaaaaa";
const NOTHING = { flexiblePurposes: [], specialPurposes: [], features: [], specialFeatures: [] };

/** Three vendors; all of them ask for consent, two claim legitimate interest as well. */
const LIST: TcfSlimList = {
  ...{ vendorListVersion: 178, tcfPolicyVersion: 5 },
  vendors: [
    { ...NOTHING, id: 1, name: "One", purposes: [1, 3, 4], legIntPurposes: [7] },
    { ...NOTHING, id: 2, name: "Two", purposes: [1, 7], legIntPurposes: [], specialFeatures: [1] },
    { ...NOTHING, id: 3, name: "Three", purposes: [8], legIntPurposes: [9] },
  ],
};

const FIRST: TcfFirstLayerAnswer = {
  words: firstLayerWords,
  ...{ language: "en", purposes: [{ id: 1, name: "Store" }], specialFeatures: [], hasInterests: true },
};

/** A file of the list: what it holds, that it never comes, or that it cannot be had. */
type FileState = "there" | "hanging" | "missing";

export interface TcfTestPage extends TestPage {
  /** What `__tcfapi` has told a listener, oldest first. */
  readonly told: Partial<TcData>[];
  /** Has what was hanging come. */
  release(): void;
  /** What Google's tags were told of `ad_storage` by updates, oldest first. */
  readAdStorage(): unknown[];
  /** Addresses that were fetched. */
  readonly fetched: string[];
  /** Our own files that were asked for later, by name. */
  readonly loaded: string[];
  /** What the add-on was given. */
  readHost(): AddOnHost;
}

export interface TcfPageOptions {
  readonly list?: FileState;
  readonly first?: FileState;
  readonly chunk?: FileState;
  /** The file of what only who is asked needs. */
  readonly asking?: FileState;
  readonly settings?: Partial<TcfConfig>;
  readonly config?: Partial<TenantConfig>;
  readonly cmpId?: number;
  readonly applies?: boolean;
  /** What stands beside the TCF, begun before it. */
  readonly addOns?: readonly AddOn[];
  /** Runs in the page before it begins. */
  readonly prepare?: (window: TestPage["window"]) => void;
  readonly isStarted?: boolean;
}

export function createTcfSetup({
  settings,
  config,
  cmpId = 4095,
  applies = true,
}: TcfPageOptions = {}): ResolvedConfig {
  const tcf: TcfConfig = {
    ...{ publisher_country: "DE", vendors: "all", restrictions: [], purpose_one_treatment: false },
    ...{ reject_objects: true, categories: { marketing: [1, 3, 4, 7], analytics: [8] } },
    ...settings,
  };
  const { google_consent_mode: google } = createSetup().config;
  return {
    ...createSetup("opt-in", { tcf, google_consent_mode: { ...google, enabled: true }, ...config }),
    tcf: {
      ...{ applies, cmp_id: cmpId, cmp_version: 1, list_version: 178, policy_version: 5 },
      ...{ list_path: LIST_PATH, vendor_count: LIST.vendors.length },
    },
  };
}

/** Opens a page under the TCF, whose files are in the state that a test says. */
export async function openTcfPage(options: TcfPageOptions = {}): Promise<TcfTestPage> {
  const addOns: AddOn[] = [...(options.addOns ?? [])];
  const setup = createTcfSetup(options);
  const page = await openPage({ setup, addOns, isStarted: false });
  const held: (() => void)[] = [];
  let isReleased = false;
  const wait = (state: FileState = "there"): Promise<void> => {
    if (state === "missing") return Promise.reject(new TypeError("no network"));
    return state === "there" || isReleased ? Promise.resolve() : new Promise((resolve) => held.push(resolve));
  };
  const texts = createTcfFiles(3).texts;
  const fetched: string[] = [];
  const loaded: string[] = [];
  page.window.fetch = async (url) => {
    const path = String(url);
    fetched.push(path);
    const [state, answer] = path.endsWith("/list.json")
      ? [options.list, JSON.parse(toSlimList(LIST, "all"))]
      : path.includes("/first-")
        ? [options.first, FIRST]
        : ["there" as const, { ...texts, words }];
    if (path.endsWith("/list.json") && !path.includes(LIST_PATH)) return new Response("", { status: 404 });
    await wait(state);
    return new Response(JSON.stringify(answer));
  };
  const load = page.window.Function("url", "return import(url)") as (url: string) => Promise<{
    createAddOn: (setup: ResolvedConfig) => AddOn;
  }>;
  const { createAddOn } = await load(new URL("../src/tcf/add-on.ts", import.meta.url).href);
  const addOn = createAddOn(setup);
  const { start } = addOn;
  let given: AddOnHost | undefined;
  // The file of the add-on's rest comes as the test says.
  Object.assign(addOn, {
    start(host: AddOnHost) {
      given = host;
      const loadPart = host.platform.load;
      const states: Partial<Record<string, FileState>> = { tcf: options.chunk, "tcf-asking": options.asking };
      const loadLater = ((name) => {
        loaded.push(name);
        return wait(states[name]).then(() => loadPart(name));
      }) as typeof loadPart;
      Object.assign(host.platform, { load: loadLater });
      start?.(host);
    },
  } satisfies Partial<AddOn>);
  addOns.push(addOn);
  const told: Partial<TcData>[] = [];
  const made: TcfTestPage = {
    ...page,
    ...{ told, fetched, loaded },
    readHost() {
      if (!given) throw new Error("The page has not begun");
      return given;
    },
    release() {
      isReleased = true;
      for (const act of held.splice(0)) act();
    },
    readAdStorage: () =>
      readCommands(page).flatMap(([name, kind, state]) =>
        name === "consent" && kind === "update" ? [(state as Record<string, unknown>).ad_storage] : [],
      ),
  };
  options.prepare?.(page.window);
  if (options.isStarted ?? true) {
    page.begin();
    if ((options.chunk ?? "there") === "there") await listen(made);
  }
  return made;
}

const TIMEOUT_MS = 10_000;

/** Waits until a check passes, on a busy machine as well. */
export const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: TIMEOUT_MS });

/** Waits for `__tcfapi`, and listens. */
export async function listen({ window, told }: TcfTestPage): Promise<void> {
  const host = window as { __tcfapi?: (...call: unknown[]) => void };
  await until(() => {
    if (!host.__tcfapi) throw new Error("no __tcfapi yet");
  });
  host.__tcfapi?.("addEventListener", 2, (data: Partial<TcData>) => told.push(data));
}

/** Waits for the first layer with what the TCF says in it. */
export const whenAsked = (page: TcfTestPage): Promise<void> =>
  until(() => {
    if (!page.find("[data-part=banner] .ch-tcf")) throw new Error("the first layer is not there");
  });

/** The ids that a listener was told last to be agreed to, of purposes; `null`: no string was told. */
export const readConsents = ({ told }: TcfTestPage): string[] | null => {
  const purpose = told.at(-1)?.purpose;
  return purpose ? Object.entries(purpose.consents).flatMap(([id, isOn]) => (isOn ? [id] : [])) : null;
};
