import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { enqueue } from "./queue.ts";
import { createReceiver } from "./receiver.ts";

/** Microsoft UET consent mode: one type, the default before the tag. Source: help pages of Microsoft Advertising. */
export function createAddOn(setup: ResolvedConfig): AddOn {
  return createReceiver(setup, {
    name: "microsoft-uet",
    toMessage: ({ ad_storage }) => ({ ad_storage }),
    tell: (message, { kind }) => enqueue("uetq", kind, "consent", kind, message),
  });
}
