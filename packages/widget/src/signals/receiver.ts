import { type ConsentModeState, toConsentMode } from "@cookiehub/schemas/rules";
import type { ConsentModeType, ResolvedConfig, VendorSignal } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import type { ConsentSnapshot } from "../api.ts";

/** `default`: what holds until somebody has said something, and so stands before the receiver's own tag. */
export type TellKind = "default" | "update";

/** What a receiver may need to pass a message on. */
export interface TellContext {
  readonly kind: TellKind;
  readonly host: AddOnHost;
  readonly now: ConsentSnapshot;
}

/** One receiver besides Google, in its own words. */
export interface Receiver<Message> {
  readonly name: VendorSignal;
  /** What it is told, in terms of Consent Mode. Messages of the same JSON are the same: none is told twice in a row. */
  readonly toMessage: (state: ConsentModeState) => Message;
  readonly tell: (message: Message, context: TellContext) => void;
  /**
   * For a receiver that keeps on the device what it is told: whether it may hold anything from an earlier visit. Such a one
   * has no default, and hears nothing before the visitor or their signal has said something (decision 0020). What it
   * holds of a choice that has run out is taken back.
   */
  readonly isKept?: (host: AddOnHost) => boolean;
}

/** Makes the add-on of one receiver: the default first, then each change, once. */
export function createReceiver<Message>(
  setup: ResolvedConfig,
  { name, toMessage, tell, isKept }: Receiver<Message>,
): AddOn {
  const { mapping } = setup.config.google_consent_mode;
  let host: AddOnHost | undefined;
  let told = "";
  const say = (choices: ConsentSnapshot["choices"], context: TellContext) => {
    const message = toMessage(toConsentMode(mapping, choices));
    const text = JSON.stringify([message, isKept && isSaid(context.now)]);
    if (text === told) return;
    tell(message, context);
    told = text;
  };
  return {
    name,
    start(given) {
      host = given;
    },
    onConsent(now, before) {
      if (!host) return;
      if (!isKept) {
        if (before === null) say({}, { kind: "default", host, now });
      } else if (!isSaid(now) && !isKept(host)) return;
      say(now.choices, { kind: "update", host, now });
    },
  };
}

/** Whether the state is the visitor's own word, or their browser's, and not only the default of the law. */
export function isSaid({ decided, gpc }: ConsentSnapshot): boolean {
  return decided || gpc;
}

/** Whether all of these are granted: a receiver that knows one word for several types gets the strictest. */
export function areGranted(state: ConsentModeState, ...types: ConsentModeType[]): boolean {
  return types.every((type) => state[type] === "granted");
}
