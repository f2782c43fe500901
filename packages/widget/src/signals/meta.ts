import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { toArguments } from "./queue.ts";
import { areGranted, createReceiver } from "./receiver.ts";
import { whenAssigned } from "./when-there.ts";

type MetaPixel = ((...command: unknown[]) => void) & { callMethod?: unknown; queue?: unknown };

/**
 * Meta pixel: `revoke` before `init`, `grant` once agreed. Source: developers.facebook.com, meta-pixel/implementation/gdpr.
 * The pixel's snippet does nothing where `fbq` is there, so no queue is made for it; ours is put before what it queues.
 */
export function createAddOn(setup: ResolvedConfig): AddOn {
  let latest = "";
  let isThere = false;
  return createReceiver(setup, {
    name: "meta",
    toMessage: (state) => (areGranted(state, "ad_storage", "ad_user_data") ? "grant" : "revoke"),
    tell(message, { kind, host }) {
      latest = message;
      if (isThere) readPixel()?.("consent", message);
      if (kind !== "default") return;
      const onThere = () => {
        isThere = true;
        putFirst(latest);
      };
      whenAssigned("fbq", onThere, host.guard);
    },
  });
}

function putFirst(message: string): void {
  const pixel = readPixel();
  const isLoaded = Boolean(pixel?.callMethod);
  if (!isLoaded && Array.isArray(pixel?.queue)) pixel.queue.unshift(toArguments("consent", message));
  else pixel?.("consent", message);
}

function readPixel(): MetaPixel | undefined {
  const { fbq } = window as { fbq?: MetaPixel };
  return typeof fbq === "function" ? fbq : undefined;
}
