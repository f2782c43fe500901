import type { TcfDisclosure, TcfDisclosuresAnswer } from "@cookiehub/schemas/types";
import type { TcfContext } from "./context.ts";
import { loadInto } from "./loaded.ts";
import { type ShownVendor, toName } from "./tcf-view-model.ts";
import { createTerms } from "./terms.ts";

/** Creates the fold of what a vendor stores on the device, by its own account: asked for when it is opened (T78). */
export function createDisclosures(
  context: TcfContext,
  vendor: ShownVendor,
  onResize: () => void,
): readonly HTMLElement[] {
  const { ui, tcf, parts } = context.runtime;
  let isAsked = false;
  const { button, panel } = parts.createFold(ui, {
    id: `cookiehub-stored-${vendor.id}`,
    label: tcf.words.disclosures,
    kind: "ch-link",
    onOpen() {
      if (isAsked) return;
      isAsked = true;
      void loadInto(context, panel, {
        opener: button,
        load: () => tcf.loadDisclosures(vendor.id),
        show: (answer, onFailure) =>
          parts.runInSlices(addDisclosures(context, panel, vendor, answer, onResize), onFailure),
        onResize,
      });
    },
  });
  button.addEventListener("click", onResize);
  return [button, panel];
}

function* addDisclosures(
  context: TcfContext,
  panel: HTMLElement,
  vendor: ShownVendor,
  { disclosures, domains, sdks }: TcfDisclosuresAnswer,
  onResize: () => void,
): Generator<void> {
  const { parts, tcf } = context.runtime;
  const cookies = disclosures.map((disclosure) => toCookie(context, disclosure));
  for (const _ of parts.addCookieTable(context.runtime, panel, vendor.name, cookies)) {
    yield;
    onResize();
  }
  panel.append(
    createTerms(context, [
      [tcf.words.domains, domains.map(({ domain, use }) => `${domain}: ${use}`)],
      [tcf.words.sdks, sdks.map(({ name, use }) => `${name}: ${use}`)],
    ]),
  );
  onResize();
}

/** Says of an entry what the table of cookies says of a cookie. */
function toCookie({ runtime, numbers }: TcfContext, disclosure: TcfDisclosure) {
  const { texts, words } = runtime.tcf;
  const { identifier, type, maxAgeSeconds, cookieRefresh, optOut } = disclosure;
  const purposes = disclosure.purposes.map((id) => toName(texts.purposes, id));
  const special = disclosure.specialPurposes.map((id) => toName(texts.specialPurposes, id));
  const duration = [maxAgeSeconds !== null && numbers.duration(maxAgeSeconds), cookieRefresh && words.refreshed];
  return {
    name: type ? `${identifier} (${type})` : identifier,
    provider: disclosure.domains.join(", "),
    purpose: [optOut && words.opt_out, ...purposes, ...special].filter(Boolean).join("; "),
    duration: duration.filter(Boolean).join(", "),
  };
}
