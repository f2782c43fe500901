import {
  fromTcModel,
  type TcfChoice,
  type TcfVendorList,
  toEmptyChoice,
  toTcfAskReason,
} from "@cookiehub/schemas/signals";
import type { StoredChoice } from "@cookiehub/schemas/types";
import css from "./first-layer.css?inline";
import { createParagraphs } from "./first-layer-texts.ts";
import { isRefusal } from "./kept-string.ts";
import { toRuntime } from "./preferences-runtime.ts";
import type { TcfAsked, TcfAsking } from "./runtime.ts";
import { fromStoredChoice, makeString, toMapping, toOperator } from "./string-maker.ts";
import { toVendorListObject } from "./vendor-list-object.ts";

/**
 * What only whoever is asked needs: the rules of a choice, the writer of its string, and what the TCF says on the first layer
 * and in its settings. Who comes back with a string loads none of it.
 */
export function createAsking(asked: TcfAsked): TcfAsking {
  const { host, tcf, settings, files, language } = asked;
  const { categories } = host.setup.config;
  const operator = toOperator(tcf, settings);
  const make = (list: TcfVendorList, choice: TcfChoice | null) => {
    const consentScreen = asked.readScreen();
    return makeString({ list, choice, operator, consentScreen, language, nowMs: host.platform.now() });
  };
  // What outlives an earlier choice: objections (T58).
  const readObjections = (list: TcfVendorList) => {
    const earlier = asked.readEarlier();
    return earlier && toEmptyChoice(list, false, fromTcModel(earlier.model, list));
  };
  const toChoice = (past: StoredChoice, list: TcfVendorList, inDialog: TcfChoice | null): TcfChoice => {
    const before = readObjections(list);
    const isObjecting = settings.reject_objects;
    // Nobody agrees to what was not shown to them, and nobody takes an objection back.
    if (!asked.isDisclosedTo(past)) return toEmptyChoice(list, isObjecting && isRefusal(past), before);
    const mapping = toMapping(settings, categories, list, operator);
    return inDialog ?? fromStoredChoice(past, list, mapping, operator, { isObjecting, before });
  };
  return {
    makeOffer() {
      const list = asked.toDisclosedList(null);
      return make(list, readObjections(list));
    },
    makeChosen(past, inDialog) {
      const list = asked.toDisclosedList(past);
      return make(list, toChoice(past, list, inDialog));
    },
    isWhole(model, list, shown) {
      const enabled = list.vendors.map(({ id }) => id);
      return toTcfAskReason({ model, cmpId: tcf.cmp_id, list, shown, enabled }) === null;
    },
    toFirstLayer: (answer, onVendors) => ({
      css,
      createParagraphs: (ui) => createParagraphs(ui, { settings, vendorCount: tcf.vendor_count, answer, onVendors }),
    }),
    toRuntime(runtime, loaded, onChoice) {
      const { list } = loaded;
      const current = asked.readHolding();
      const choice = current ? fromTcModel(current.model, list) : readObjections(list);
      return toRuntime({ host, settings, operator, files, runtime, loaded, choice, onChoice });
    },
    toVendorListObject,
  };
}
