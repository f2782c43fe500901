import { DEVICE_ID_PATTERN } from "@cookiehub/schemas/constants";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "./add-on.ts";
import type { BlockedTag, ConsentSnapshot } from "./api.ts";
import type { Listeners } from "./listeners.ts";
import { createId } from "./random.ts";

/** The add-ons of one page; each is called guarded. */
export interface AddOns {
  /** By the add-on that makes ids; a random one where there is none, or it cannot: no decision is lost for it. */
  createDeviceId(): string;
  readonly onConsentMode: AddOn["onConsentMode"];
  prepare(setup: ResolvedConfig, readToken: () => string): ResolvedConfig;
  start(host: AddOnHost): void;
  tell(now: ConsentSnapshot, before: ConsentSnapshot | null): void;
  /** What the banner waits for; one that fails is told, and waited for no longer. Never rejects. */
  whenReady(): Promise<unknown>;
  get(name: string): AddOn | undefined;
  /** Adds one to a page that has begun. Answers the one that holds under its name. */
  use(addOn: AddOn, host: AddOnHost, now: ConsentSnapshot): AddOn;
  blocked(): BlockedTag[];
}

/** Creates the set, with those that are there from the start. */
export function createAddOns(
  initial: readonly AddOn[],
  guard: Listeners["guard"],
  onError: (error: unknown) => void,
): AddOns {
  const list: AddOn[] = [];
  const get = (name: string) => list.find((addOn) => addOn.name === name);
  for (const addOn of initial) if (!get(addOn.name)) list.push(addOn);
  return {
    get,
    createDeviceId() {
      const id = guard(() => list.find((addOn) => addOn.createDeviceId)?.createDeviceId?.());
      return id && DEVICE_ID_PATTERN.test(id) ? id : createId("dev_");
    },
    onConsentMode: list.find((addOn) => addOn.onConsentMode)?.onConsentMode,
    prepare: (setup, readToken) =>
      list.reduce((made, addOn) => (addOn.prepare && guard(() => addOn.prepare?.(made, readToken()))) || made, setup),
    start(host) {
      for (const addOn of list) guard(() => addOn.start?.(host));
    },
    whenReady: () => Promise.all(list.map((addOn) => guard(() => addOn.whenReady?.()))).catch(onError),
    tell(now, before) {
      for (const addOn of [...list]) guard(() => addOn.onConsent?.(now, before));
    },
    use(addOn, host, now) {
      const known = get(addOn.name);
      if (known) return known;
      list.push(addOn);
      guard(() => addOn.start?.(host));
      guard(() => addOn.onConsent?.(now, null));
      return addOn;
    },
    blocked: () => list.flatMap((addOn) => guard(() => [...(addOn.blocked?.() ?? [])]) ?? []),
  };
}
