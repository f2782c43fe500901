import type { ConsentCheckAnswer } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { LiveAddOn } from "../chunks.ts";
import { createId } from "../random.ts";
import { toKnownChoice } from "./known-choice.ts";
import { createListening } from "./listening.ts";
import { dropServerCookie } from "./server-cookie.ts";

/**
 * Kept in `localStorage` while the choice of this browser is a logged-in user's: a later page has to know whose choice
 * goes at the logout. Nothing is kept before there is a choice (decision 0020).
 */
const USER_KEY = "cookiehub_user";

/**
 * Keeps the devices of a user together: binds this one to the user after a login, hears of what is decided on the
 * others, and lets go after the logout. Without a server everything stays as it is on this device.
 */
export function createAddOn(): LiveAddOn {
  let live: Live | null = null;
  return {
    name: "live",
    start(host) {
      live = createLive(host);
    },
    identify: (identity) => live?.identify(identity),
    forget: () => live?.forget(),
    onConsent: () => live?.mark(),
  };
}

interface Live extends Pick<LiveAddOn, "identify" | "forget"> {
  /** Notes that the choice is the user's, where somebody is logged in. */
  mark(): void;
}

function createLive(host: AddOnHost): Live {
  const { platform, setup, store, storage, guard } = host;
  const { toUrl, ask } = createAsk(host);
  let isUsers = storage.readItem(USER_KEY) === "1";
  let isForgetting = false;
  // A login that is still under way when the visitor logs out, or another one logs in, must not come through.
  let turn = 0;
  const toChoice = (answer: unknown) =>
    toKnownChoice(setup, store.deviceId(), Object(answer) as Partial<ConsentCheckAnswer>, platform.now());
  /** Follows the user's record where that is newer than what this browser holds. */
  const follow = (answer: unknown) => {
    const choice = toChoice(answer);
    const past = store.past();
    // What is asked about again on the other device is asked about here when its own time has come.
    if (!choice || choice.expiresAtMs <= platform.now()) return;
    if (choice.decidedAtMs >= (past?.decidedAtMs ?? 0) && !isSame(choice, past)) host.replace(choice);
  };
  const listening = createListening({
    ...{ platform, guard, url: () => toUrl("/events"), onConsent: follow },
    onReturn() {
      const mine = turn;
      ask("", "GET").then((answer) => mine === turn && follow(answer), host.onError);
    },
  });
  const run = (act: (isCurrent: () => boolean) => Promise<void>) => {
    const mine = ++turn;
    act(() => mine === turn).catch(host.onError);
  };
  const mark = () => {
    if (isUsers && store.isDecided()) storage.writeItem(USER_KEY, "1");
  };
  /** Takes over what is left after a logout. */
  const replace = (choice: ReturnType<typeof toChoice>) => {
    guard(() => dropServerCookie(setup.config));
    host.replace(choice);
  };
  /** Ends here what cannot be ended at the server: under an id that it has never heard of, everything refused, and asked again. */
  const letGo = () => {
    if (isUsers) replace(toKnownChoice(setup, createId("dev_"), { categories: {} }, platform.now()));
    isUsers = isForgetting = false;
    if (storage.readItem(USER_KEY)) storage.writeItem(USER_KEY, "");
  };
  addEventListener("pagehide", () => {
    listening.pause();
    // The answer will find no page any more, and the next one may be another person's.
    if (isForgetting) guard(letGo);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && listening.isOn()) guard(listening.resume);
  });
  return {
    mark,
    identify({ userId, token }) {
      // Who has just left takes their choice along: it is not the next one's.
      if (isForgetting) letGo();
      run(async (isCurrent) => {
        await ask("/migrate", "POST", { device_id: store.deviceId(), user_id: userId, identity_token: token });
        if (!isCurrent()) return;
        isUsers = true;
        mark();
        // The stream first: what changes between the two is then heard.
        guard(listening.start);
        const answer = await ask("", "GET");
        if (isCurrent()) follow(answer);
      });
    },
    forget() {
      listening.stop();
      isForgetting = true;
      run(async (isCurrent) => {
        try {
          await ask("/link", "DELETE");
          const answer = await ask("", "GET");
          if (!isCurrent()) return;
          // The next person at this browser does not go by what the user chose.
          replace(toChoice(answer));
          isUsers = false;
        } finally {
          if (isCurrent()) letGo();
        }
      });
    },
  };
}

/** Asks the server about this device. */
function createAsk({ platform, setup, store }: AddOnHost) {
  const toUrl = (path: string) =>
    `${platform.endpoint}/api/v1/consent${path}?tenant=${encodeURIComponent(setup.tenant_id)}&device=${store.deviceId()}`;
  const ask = async (path: string, method: string, body?: unknown) => {
    const answer = await fetch(toUrl(path), {
      ...{ method, credentials: "omit", cache: "no-store" },
      // As text: no preflight (D3).
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The server answered ${answer.status} to ${method} ${path || "/"}`);
    return (await answer.json()) as unknown;
  };
  return { toUrl, ask };
}

function isSame(choice: { granted: readonly string[]; services: object }, past: typeof choice | null): boolean {
  const toText = (one: typeof choice) => JSON.stringify([[...one.granted].sort(), Object.entries(one.services).sort()]);
  return past !== null && toText(choice) === toText(past);
}
