import type { AddOnHost } from "../add-on.ts";
import type { PreferencesModule, PreferencesRuntime } from "../preferences/runtime.ts";
import type { TcfRuntime, TcfView } from "../tcf-preferences/runtime.ts";
import type { LoadedSettings, TcfAsking } from "./runtime.ts";
import type { TcfFiles } from "./tcf-files.ts";

export interface PreferencesDoorParts {
  readonly host: Pick<AddOnHost, "platform" | "api">;
  readonly files: TcfFiles;
  readonly loadAsking: () => Promise<TcfAsking>;
  /** The settings are about to be shown: what they are given. */
  readonly onOpen: (
    asking: TcfAsking,
    runtime: PreferencesRuntime,
    loaded: LoadedSettings,
  ) => Omit<TcfRuntime, "parts">;
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
export function createPreferencesDoor({ host, files, loadAsking, onOpen }: PreferencesDoorParts): PreferencesDoor {
  const { platform, api } = host;
  const { load } = platform;
  let view: TcfView = "purposes";
  const loadOwn = async (): Promise<PreferencesModule> => {
    const [module, own, asking, list, texts] = await Promise.all([
      load("preferences"),
      load("tcf-preferences"),
      loadAsking(),
      files.list(),
      files.texts(),
    ]);
    const openPreferences = (runtime: PreferencesRuntime) => {
      const opened = view;
      view = "purposes";
      return own.openPreferences({ ...onOpen(asking, runtime, { list, texts, view: opened }), parts: module });
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
