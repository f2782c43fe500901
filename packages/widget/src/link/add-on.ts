import type { ConsentTransferAnswer } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import { toCarriedChoice } from "./carried-choice.ts";
import { toOtherHost } from "./other-hosts.ts";

/** The parameter of a link that carries a choice. */
const PARAMETER = "cookiehub_link";
/** A token is good for a minute; one that was asked for early has to survive the way to the other page. */
const TOKEN_MS_MAX = 30_000;
/** The banner waits no longer than this for a choice that is on its way. */
const REDEEM_TIMEOUT_MS = 1_000;

/** Carries the choice along links between the tenant's domains, whose browsers keep their storage apart (0036). */
export function createAddOn(): AddOn {
  let arrival = Promise.resolve();
  return {
    name: "link",
    start(host) {
      const token = takeToken();
      if (token) arrival = redeem(host, token);
      watchLinks(host);
    },
    whenReady: () => arrival,
  };
}

// Taken out of the address at once: it must not be copied, bookmarked or reported by the page's own tags.
function takeToken(): string | null {
  const url = new URL(location.href);
  const token = url.searchParams.get(PARAMETER);
  if (token === null) return null;
  url.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", url);
  return token;
}

async function redeem(host: AddOnHost, token: string): Promise<void> {
  const { setup, store, platform } = host;
  const abort = new AbortController();
  const timer = platform.setTimer(() => abort.abort(), REDEEM_TIMEOUT_MS);
  try {
    const body = { token, from: new URL(document.referrer).host };
    const answer = await ask(host, "/transfer/redeem", body, abort.signal);
    const choice = toCarriedChoice(setup, store.deviceId(), Object(answer), platform.now());
    // Whoever has decided here since knows better.
    if (choice && choice.decidedAtMs > (store.past()?.decidedAtMs ?? 0)) host.record(choice);
  } catch {
    // A link that is no good any more, or a server that does not answer: the visitor is asked.
  } finally {
    platform.clearTimer(timer);
  }
}

function watchLinks(host: AddOnHost): void {
  const tokens = new Map<string, { readonly token: string; readonly atMs: number }>();
  const asked = new Map<string, number>();
  const { setup, store, platform, guard } = host;
  const find = (event: Event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    // Without a referrer the other page could not tell where the visitor came from.
    if (!(link instanceof HTMLAnchorElement) || link.relList.contains("noreferrer") || !store.isDecided()) return null;
    const target = toOtherHost(setup.config, location, link);
    return target === null ? null : { link, target };
  };
  const isFresh = (atMs = 0) => platform.now() - atMs < TOKEN_MS_MAX;
  const prepare = (event: Event) => {
    const found = guard(() => find(event));
    if (!found || isFresh(asked.get(found.target))) return;
    asked.set(found.target, platform.now());
    ask(host, "/transfer", { to: found.target }).then(
      (answer) => {
        const { token } = Object(answer) as Partial<ConsentTransferAnswer>;
        if (typeof token === "string") tokens.set(found.target, { token, atMs: platform.now() });
      },
      () => asked.delete(found.target),
    );
  };
  const follow = (event: Event) => {
    const found = guard(() => find(event));
    const kept = found && tokens.get(found.target);
    if (!found || !kept || !isFresh(kept.atMs) || event.defaultPrevented) return;
    const { link, target } = found;
    tokens.delete(target);
    asked.delete(target);
    const before = link.getAttribute("href") ?? "";
    const url = new URL(link.href);
    url.searchParams.set(PARAMETER, kept.token);
    link.setAttribute("href", url.href);
    // The token is good once, and no page is to read or copy it.
    platform.setTimer(() => link.setAttribute("href", before), 0);
  };
  for (const name of ["pointerenter", "pointerover", "focusin", "pointerdown"])
    document.addEventListener(name, prepare, { passive: true });
  // Last in the row, so that a page which takes the click for itself is seen to do so.
  for (const name of ["click", "auxclick"]) addEventListener(name, follow);
}

async function ask(
  { platform, setup, store }: AddOnHost,
  path: string,
  body: object,
  signal?: AbortSignal,
): Promise<unknown> {
  const query = `tenant=${encodeURIComponent(setup.tenant_id)}&device=${store.deviceId()}`;
  const answer = await fetch(`${platform.endpoint}/api/v1/consent${path}?${query}`, {
    ...{ method: "POST", body: JSON.stringify(body), credentials: "omit" },
    ...(signal && { signal }),
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return answer.json();
}
