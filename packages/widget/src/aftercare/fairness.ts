import { THEME_COLORS } from "@cookiehub/schemas/constants";
import { writeOurStyles } from "./our-styles.ts";
import type { FairnessProps } from "./runtime.ts";
import { toUnfairness, type Unfairness } from "./unfairness.ts";

const ENTRY_MS = 250;

/**
 * Looks whether the visitor really has the choice between equals (L2, L4): accept, reject and settings must be seen, and
 * accept and reject be twins. Where a page or a tenant's style sheet has parted or hidden them, what did it is taken away
 * step by step; what cannot be mended is told as an error. Call it when the browser has nothing else to do.
 */
export async function checkFairness({ host, ui, onError }: FairnessProps): Promise<void> {
  // Entering, it fades in. Asked for at once, its animations would cost a layout of the page.
  await new Promise((resolve) => setTimeout(resolve, ENTRY_MS));
  const panel = (host.shadowRoot ?? host).querySelector(".panel");
  await Promise.allSettled((panel?.getAnimations() ?? []).map((animation) => animation.finished));
  await whenNotPointedAt(host);
  if (!host.isConnected) return;
  // Making a frame puts back the sheet that a page has taken out of the document by setting its own.
  ui.createFrame("check");
  let unfairness = toUnfairness(host);
  for (const mend of [dropTenantSheets, dropPageColors, writeOurStyles, raise]) {
    if (!unfairness) return;
    mend(host, ui.sheets);
    unfairness = toUnfairness(host);
  }
  if (unfairness) onError(new Error(`Accept and reject are not shown as equals: ${WORDS[unfairness]}`));
}

/** A twin under the pointer stands out by our own styles: nothing is to be mended, and nothing told. */
async function whenNotPointedAt(host: HTMLElement): Promise<void> {
  const find = () => [...host.querySelectorAll("button")].slice(1).find((button) => button.matches(":hover"));
  for (let button = find(); button; button = find()) {
    const left = button;
    await new Promise((resolve) => left.addEventListener("pointerleave", resolve, { once: true }));
  }
}

const WORDS: Readonly<Record<Unfairness, string>> = {
  hidden: "the page hides one of them",
  different: "the page makes them look different",
  faint: "the page's colours make them hard to read",
  covered: "something of the page covers them",
};

function dropTenantSheets(host: HTMLElement, sheets: CSSStyleSheet[]): void {
  for (const target of [document, host.shadowRoot]) {
    if (target) target.adoptedStyleSheets = target.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  }
  sheets.length = 0;
}

/** With the page's own properties gone, the theme's values are what is left. */
function dropPageColors(host: HTMLElement): void {
  for (const name of [...THEME_COLORS, "radius", "font"]) {
    host.style.setProperty(`--cookiehub-${name}`, "initial", "important");
  }
}

/** The top layer is above every `z-index`, and no transformed ancestor moves what stands in it. */
function raise(host: HTMLElement): void {
  if (!host.showPopover || host.querySelector("dialog") || host.shadowRoot?.querySelector("dialog")) return;
  host.popover = "manual";
  host.showPopover();
}
