import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { PlaceholdersAddOn } from "../chunks.ts";
import type { Texts } from "../languages/texts.ts";
import type { Ui } from "../ui/ui.ts";
import { createPanel } from "./panel.ts";
import { type Place, takePlace } from "./place.ts";
import { createRerun } from "./rerun.ts";
import { findSubjects, isAllowed, type Subject, toAlways } from "./subject.ts";

interface Shown {
  readonly subject: Subject;
  readonly host: HTMLElement;
  readonly place: Place;
}

const WORDS_RETRY_MS = 30_000;

/** Creates the add-on that stands for what is held back and would be seen. */
export function createAddOn({ config }: ResolvedConfig): PlaceholdersAddOn {
  let look = () => {};
  let onConsent = () => {};
  return {
    name: "placeholders",
    start(host) {
      if (!host.ui) return;
      ({ look, onConsent } = createPlaceholders(host, host.ui, config));
      look();
    },
    onConsent: () => onConsent(),
    look: () => look(),
  };
}

function createPlaceholders(host: AddOnHost, ui: Ui, config: ResolvedConfig["config"]) {
  const { gate, store, guard, platform } = host;
  const shown = new Map<HTMLElement, Shown>();
  /** Takes one away and brings the element back, with the focus where the visitor's was. */
  const remove = ({ subject: { element }, host: panel, place }: Shown) => {
    const hadFocus = panel.contains(document.activeElement);
    shown.delete(element);
    place.clear();
    if (hadFocus) giveFocus(element);
  };
  // A page that takes an element away, or moves it, does not know what stands beside it.
  const tidy = () => {
    for (const one of [...shown.values()]) if (!one.place.isWhole()) remove(one);
    // Routers keep copies of a page; a copy of a placeholder is dead.
    const hosts = [...shown.values()].map((one) => one.host);
    for (const copy of document.querySelectorAll<HTMLElement>("cookiehub-ui[data-part=placeholder]")) {
      if (!hosts.includes(copy)) copy.remove();
    }
  };
  const changes = new MutationObserver(() => guard(tidy));
  // What has no box now may be shown later.
  const appearing = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) look();
  });
  const show = (subject: Subject, texts: Texts) => {
    const { element, held } = subject;
    const isWaiting = gate.held().includes(held[0] as Element);
    if (!isWaiting || shown.has(element) || isAllowed(subject.needs, store)) return;
    const act = (run: () => void) => () => {
      const one = shown.get(element);
      if (one) remove(one);
      guard(run);
    };
    const always = () => {
      const given = toAlways(subject.needs, config.categories, store);
      if (given) host.decide(given, "banner_button");
    };
    const panel = createPanel({
      ...{ ui, texts, config, subject },
      onLoadOnce: act(() => {
        for (const one of held) gate.loadOnce(one);
      }),
      onAlways: toAlways(subject.needs, config.categories, store) && always,
    });
    const place = takePlace(element, panel);
    if (!place) return appearing.observe(element);
    shown.set(element, { subject, host: panel, place });
    if (panel.parentNode) changes.observe(panel.parentNode, { childList: true });
  };
  // Showing changes the page, and changes are looked at: words that cannot be had must not be asked for each time.
  let words: Promise<Texts> | null = null;
  const readWords = async () => {
    words ??= ui.whenTexts();
    const texts = await words;
    if (texts.message("load_once")) return texts;
    platform.setTimer(() => {
      words = null;
    }, WORDS_RETRY_MS);
    return null;
  };
  const lookOnce = async () => {
    const texts = await readWords();
    tidy();
    if (!texts) return;
    for (const subject of findSubjects(gate.held())) {
      guard(() => show(subject, texts));
      // A page may have hundreds: each has a task of its own.
      await new Promise<void>((resolve) => platform.setTimer(resolve, 0));
    }
  };
  const look = createRerun(lookOnce, host.onError);
  const onConsent = () => {
    for (const one of [...shown.values()]) if (isAllowed(one.subject.needs, store)) remove(one);
    look();
  };
  return { look, onConsent };
}

function giveFocus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  if (document.activeElement === element) return;
  // A picture takes no focus by itself.
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
