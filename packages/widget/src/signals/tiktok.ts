import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { enqueue } from "./queue.ts";
import { areGranted, createReceiver, type TellKind } from "./receiver.ts";

type Act = "holdConsent" | "grantConsent" | "revokeConsent";
type TikTokPixel = Partial<Record<Act, () => void>> & { readonly length?: number };

/** TikTok pixel: held before it loads, then granted or revoked. Source: TikTok's pixel guide, consent methods. */
export function createAddOn(setup: ResolvedConfig): AddOn {
  return createReceiver(setup, {
    name: "tiktok",
    toMessage: (state) => areGranted(state, "ad_storage", "ad_user_data"),
    tell: (isGranted, { kind }) => tell(toAct(isGranted, kind), kind),
  });
}

function toAct(isGranted: boolean, kind: TellKind): Act {
  if (isGranted) return "grantConsent";
  return kind === "default" ? "holdConsent" : "revokeConsent";
}

// What waits in the queue is overtaken; where nothing waits, the library may be at work, and only listens to its methods.
function tell(act: Act, kind: TellKind): void {
  const { ttq } = window as { ttq?: TikTokPixel };
  const mustOvertake = kind === "default" && (ttq?.length ?? 0) > 0;
  if (!mustOvertake && typeof ttq?.[act] === "function") ttq[act]();
  else enqueue("ttq", kind, [act]);
}
