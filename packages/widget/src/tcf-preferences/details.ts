import type { TcfText, TcfVendorDetails } from "@cookiehub/schemas/types";
import type { Child } from "../ui/element.ts";
import type { TcfContext } from "./context.ts";
import { createDisclosures } from "./disclosures.ts";
import { type ShownVendor, toName } from "./tcf-view-model.ts";
import { createTerms } from "./terms.ts";

const DAY_SECONDS = 86_400;

/** Creates everything that is said of one vendor (T81, T91), purposes by what they rest on here (T64). */
export function createVendorDetails(
  context: TcfContext,
  vendor: ShownVendor,
  said: TcfVendorDetails,
  onResize: () => void,
): readonly HTMLElement[] {
  const { runtime, numbers } = context;
  const { message } = runtime.texts;
  const { texts, words } = runtime.tcf;
  const { standard, purposes, specialPurposes } = said.dataRetention;
  const toDays = (days: number | null | undefined) => typeof days === "number" && numbers.duration(days * DAY_SECONDS);
  const list = (ids: readonly number[], from: readonly TcfText[], kept: Readonly<Record<string, number>> = {}) =>
    ids.map((id) => [toName(from, id), toDays(kept[id])].filter(Boolean).join(" \u00b7 "));
  const { privacy, legIntClaim } = toUrls(said, runtime.tcf.texts.language);
  return [
    createTerms(context, [
      [
        "",
        [
          createLink(context, message("privacy_policy"), vendor, privacy),
          createLink(context, words.interest_explained, vendor, legIntClaim),
        ],
      ],
      [words.consent, list(vendor.consent, texts.purposes, purposes)],
      [words.legitimate_interest, list(vendor.legitimateInterest, texts.purposes, purposes)],
      [words.special_purposes, list(vendor.specialPurposes, texts.specialPurposes, specialPurposes)],
      [words.features, list(vendor.features, texts.features)],
      [words.special_features, list(vendor.specialFeatures, texts.specialFeatures)],
      [words.data_categories, list(said.dataDeclaration, texts.dataCategories)],
      [message("duration"), [toDays(standard)]],
      [words.cookies, [toCookieText(context, said)]],
      [words.other_access, [said.usesNonCookieAccess ? words.yes : words.no]],
    ]),
    ...(said.hasDisclosure ? createDisclosures(context, vendor, onResize) : []),
  ];
}

/** The addresses in a language, else in English, else in the first that there is. */
function toUrls({ urls }: TcfVendorDetails, language: string): Partial<TcfVendorDetails["urls"][number]> {
  const find = (wanted: string) => urls.find((one) => one.language.toLowerCase() === wanted.toLowerCase());
  return find(language) ?? find("en") ?? urls[0] ?? {};
}

function toCookieText({ runtime, numbers }: TcfContext, said: TcfVendorDetails): string {
  const { words } = runtime.tcf;
  if (!said.usesCookies) return words.no;
  const seconds = said.cookieMaxAgeSeconds;
  if (seconds === null) return words.yes;
  const duration = numbers.duration(seconds);
  return [seconds > 0 ? words.up_to.replace("{duration}", duration) : duration, said.cookieRefresh && words.refreshed]
    .filter(Boolean)
    .join(", ");
}

function createLink({ runtime }: TcfContext, text: string, { name }: ShownVendor, href = ""): Child {
  // An address is a stranger's: it leads to the web or nowhere. Leaving the page would lose what is being chosen.
  const more = { target: "_blank", rel: "noopener noreferrer", "aria-label": `${text}: ${name}` };
  return /^https?:/i.test(href) && runtime.ui.createElement("a", { href, ...more }, text);
}
