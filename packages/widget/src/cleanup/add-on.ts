import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import type { ConsentSnapshot } from "../api.ts";
import { deleteCookies } from "./cookies.ts";
import { deleteEntries } from "./entries.ts";
import { CLEANUP_KEY } from "./pending.ts";
import { createIsRefused } from "./refused-names.ts";
import { createReloadOffer } from "./reload-offer.ts";

// A script that runs already may write once more what it has just lost.
const AGAIN_MS = 1000;

/**
 * Creates the add-on that deletes what a withdrawn category or service has left in this browser, and asks whether the
 * page should be loaded again where something that runs was withdrawn. It is loaded by a withdrawal.
 */
export function createAddOn({ config }: ResolvedConfig): AddOn {
  let host: AddOnHost | null = null;
  let timer: unknown;
  let offer: HTMLElement | null = null;
  const clean = async ({ store, guard }: AddOnHost) => {
    const isRefused = createIsRefused(config.categories, store);
    deleteEntries(isRefused, guard);
    await deleteCookies(isRefused);
  };
  const cleanTwice = (given: AddOnHost) => {
    const { platform, guard, onError } = given;
    platform.clearTimer(timer);
    void clean(given).catch(onError);
    timer = platform.setTimer(() => {
      clean(given)
        .then(() => guard(() => localStorage.removeItem(CLEANUP_KEY)))
        .catch(onError);
    }, AGAIN_MS);
  };
  const takeAway = () => {
    const wasInside = offer?.contains(document.activeElement);
    offer?.remove();
    offer = null;
    if (wasInside) document.querySelector<HTMLElement>("cookiehub-ui[data-part=reopen] button")?.focus();
  };
  const ask = async ({ ui, guard }: AddOnHost) => {
    if (!ui || offer) return;
    const texts = await ui.whenTexts();
    takeAway();
    offer = createReloadOffer({
      ...{ ui, texts, onClose: takeAway },
      onReload: () => guard(() => location.reload()),
    });
    document.body.append(offer);
  };
  return {
    name: "cleanup",
    start(given) {
      host = given;
    },
    onConsent(now, before) {
      if (!host) return;
      const isRunning = host.api.blocked().some((tag) => tag.released && !isAllowed(tag, now));
      if (!isRunning) takeAway();
      if (before && !isWithdrawn(before, now)) return;
      cleanTwice(host);
      if (isRunning && config.banner.offer_reload) void ask(host).catch(host.onError);
    },
  };
}

type Choices = Pick<ConsentSnapshot, "choices" | "services">;

function isAllowed(
  tag: { readonly categories: readonly string[]; readonly services: readonly string[] },
  now: Choices,
): boolean {
  return tag.categories.every((id) => now.choices[id]) && tag.services.every((id) => now.services[id]);
}

function isWithdrawn(before: Choices, now: Choices): boolean {
  return (["choices", "services"] as const).some((kind) =>
    Object.keys(before[kind]).some((id) => before[kind][id] && !now[kind][id]),
  );
}
