import {
  type TcfChoice,
  type TcfOperator,
  type TcfVendorList,
  toCategories,
  toEmptyChoice,
  toFullChoice,
} from "@cookiehub/schemas/signals";
import type { TcfConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { PreferencesModule, PreferencesRuntime } from "../preferences/runtime.ts";
import type { TcfRuntime, TcfView } from "../tcf-preferences/runtime.ts";
import { OWN_STORAGE } from "./kept-string.ts";
import { toMapping } from "./string-maker.ts";
import type { TcfFiles } from "./tcf-files.ts";

export interface PreferencesDoorParts {
  readonly host: AddOnHost;
  readonly settings: TcfConfig;
  readonly operator: TcfOperator;
  readonly files: TcfFiles;
  /** Where the switches stand, by the last choice and by objections that outlive theirs (T58). */
  readonly readChoice: (list: TcfVendorList) => TcfChoice | null;
  /** The visitor chose so in the dialog; `decide` makes the choice between categories that follows, before it returns. */
  readonly onChoice: (choice: TcfChoice, decide: () => void) => void;
  readonly onDisclosed: () => void;
}

/** Leads to the settings of the TCF. */
export interface PreferencesDoor {
  /** Opens them where the vendors are (T84). */
  openVendors(): void;
}

type Load = AddOnHost["platform"]["load"];

/**
 * Has whoever asks for the settings get those of the TCF: purposes and vendors in place of categories. Their files are
 * loaded with them, and where one cannot be had the dialog does not open: half of it would ask for half.
 */
export function createPreferencesDoor(parts: PreferencesDoorParts): PreferencesDoor {
  const { platform, api } = parts.host;
  const { load } = platform;
  let view: TcfView = "purposes";
  const loadOwn = async (): Promise<PreferencesModule> => {
    const { files } = parts;
    const [module, own, list, texts] = await Promise.all([
      load("preferences"),
      load("tcf-preferences"),
      files.list(),
      files.texts(),
    ]);
    const openPreferences = (runtime: PreferencesRuntime) => {
      const opened = view;
      view = "purposes";
      parts.onDisclosed();
      return own.openPreferences({ ...toRuntime(parts, runtime, { list, texts, view: opened }), parts: module });
    };
    return { ...module, openPreferences };
  };
  const loadHere = ((name) => (name === "preferences" ? loadOwn() : load(name))) as Load;
  Object.assign(platform, { load: loadHere } satisfies Partial<typeof platform>);
  return {
    openVendors() {
      view = "vendors";
      api.open();
    },
  };
}

type Loaded = Pick<TcfRuntime["tcf"], "list" | "texts" | "view">;

function toRuntime(
  { host, settings, operator, files, readChoice, onChoice }: PreferencesDoorParts,
  runtime: PreferencesRuntime,
  loaded: Loaded,
): Omit<TcfRuntime, "parts"> {
  const { list } = loaded;
  const { categories, banner } = host.setup.config;
  const choice = readChoice(list);
  const mapping = toMapping(settings, categories, list, operator);
  return {
    ...runtime,
    onAccept() {
      onChoice(toFullChoice(list), runtime.onAccept);
    },
    onReject() {
      onChoice(toEmptyChoice(list, settings.reject_objects, choice), runtime.onReject);
    },
    tcf: {
      ...loaded,
      words: loaded.texts.words,
      choice,
      ...{ restrictions: operator.restrictions, isPurposeOneTreatment: operator.isPurposeOneTreatment },
      loadVendors: (page) => files.file(`vendors-${page}.json`),
      loadDisclosures: files.disclosures,
      categories: categories.filter(({ id }) => !Object.hasOwn(mapping, id)),
      ownStorage: OWN_STORAGE.map((name) => ({ name, maxAgeDays: banner.consent_renewal_days })),
      onSave(choice, { categories: given, services }) {
        const categories = { ...given, ...toCategories(mapping, choice.purposeConsents) };
        onChoice(choice, () => runtime.onSave({ categories, services }));
      },
    },
  };
}
