import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import { createAddresses } from "./addresses.ts";
import { guardConnections } from "./connections.ts";
import { type Consent, createConsent } from "./consent.ts";
import { isDebugged, warnOfTooLate } from "./debug.ts";
import { type ElementGuard, guardElements } from "./elements.ts";
import { toRules } from "./google.ts";
import { createHolder, type Holder } from "./holder.ts";
import { createPatches, type Patches } from "./patches.ts";
import { createRefusalRecord } from "./record.ts";
import { guardRequests, type IsRefused } from "./requests.ts";
import { guardWrites } from "./writes.ts";

/** The guard, and the way back: the one add-on that changes functions of the browser. */
export interface Guard extends AddOn {
  /** Puts everything back as it was. What is held back stays so until the gate releases it. */
  stop(): void;
}

interface Running {
  readonly patches: Patches;
  readonly consent: Consent;
  readonly elements: ElementGuard | undefined;
  readonly holder: Holder;
  readonly blocked: NonNullable<AddOn["blocked"]>;
}

/**
 * Holds back third parties that carry no mark, by the rules of `blocking`, and refuses to write the cookies and storage
 * entries that the categories list (L1). Decision 0034 says how, and what it cannot stop.
 */
export function createAddOn({ config }: ResolvedConfig): Guard {
  // Told only while the script itself runs, and so asked here.
  const isDebugging = isDebugged();
  let running: Running | null = null;
  let isLeaving = false;
  return {
    name: "guard",
    start(host) {
      if (config.blocking?.automatic) running = startGuard(host, isDebugging);
      addEventListener("pagehide", () => {
        isLeaving = true;
      });
      addEventListener("pageshow", () => {
        isLeaving = false;
      });
    },
    onConsent(now) {
      if (!running) return;
      const { consent, elements, holder } = running;
      consent.announce(now);
      elements?.watch(!consent.isOpen());
      // A click that is followed at once by leaving the page is not lost.
      if (isLeaving) holder.flush();
      else void holder.release();
    },
    blocked: () => running?.blocked() ?? [],
    stop() {
      running?.patches.stop();
      running?.elements?.watch(false);
    },
  };
}

function startGuard(host: AddOnHost, isDebugging: boolean): Running {
  const { setup, platform, gate, guard } = host;
  const { categories } = setup.config;
  const patches = createPatches();
  const consent = createConsent(host);
  const record = createRefusalRecord();
  const addresses = createAddresses(toRules(setup.config), platform.endpoint, consent);
  const holder = createHolder({ addresses, consent, record, gate, guard });
  const isRefused: IsRefused = (kind, address) =>
    guard(() => {
      const refusal = addresses.judge(address);
      if (refusal) record.add(kind, address, refusal.rule, "rule");
      return refusal !== undefined;
    }) === true;
  // One by one: what a page has broken takes nothing else with it, and whatever was patched hears of consent.
  guard(() => guardRequests(patches, isRefused));
  guard(() => guardConnections(patches, isRefused));
  guard(() => guardWrites({ patches, categories, consent, record, guard }));
  const elements = guard(() =>
    guardElements({
      ...{ patches, holder, guard, isOpen: consent.isOpen },
      onTooLate: isDebugging || host.storage.readItem("cookiehub_debug") ? warnOfTooLate : () => {},
    }),
  );
  return { patches, consent, elements, holder, blocked: () => [...holder.blocked(), ...record.list()] };
}
