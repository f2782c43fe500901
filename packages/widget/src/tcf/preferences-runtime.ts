import {
  type TcfChoice,
  type TcfOperator,
  toCategories,
  toEmptyChoice,
  toFullChoice,
} from "@cookiehub/schemas/signals";
import type { TcfConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { PreferencesRuntime } from "../preferences/runtime.ts";
import type { TcfRuntime } from "../tcf-preferences/runtime.ts";
import { OWN_STORAGE } from "./kept-string.ts";
import type { LoadedSettings, OnTcfChoice } from "./runtime.ts";
import { toMapping } from "./string-maker.ts";
import type { TcfFiles } from "./tcf-files.ts";

export interface PreferencesRuntimeParts {
  readonly host: AddOnHost;
  readonly settings: TcfConfig;
  readonly operator: TcfOperator;
  readonly files: TcfFiles;
  /** What the ordinary settings would be given. */
  readonly runtime: PreferencesRuntime;
  readonly loaded: LoadedSettings;
  /** Where the switches stand, by the last choice and by objections that outlive theirs (T58). */
  readonly choice: TcfChoice | null;
  readonly onChoice: OnTcfChoice;
}

/** Makes what the settings of the TCF are given: each of their answers is a choice of vendors and one between categories. */
export function toRuntime(parts: PreferencesRuntimeParts): Omit<TcfRuntime, "parts"> {
  const { host, settings, operator, files, runtime, loaded, choice, onChoice } = parts;
  const { list } = loaded;
  const { categories, banner } = host.setup.config;
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
