import type { TcfNumbers } from "./numbers.ts";
import type { TcfRuntime } from "./runtime.ts";
import type { TcfDraft } from "./tcf-draft.ts";
import type { ShownVendor } from "./tcf-view-model.ts";

/** Vendors picked by something, and what to call that. */
export interface VendorPick {
  readonly label: string;
  readonly vendors: readonly ShownVendor[];
}

/** What the parts of one open dialog have in common. */
export interface TcfContext {
  readonly runtime: TcfRuntime;
  readonly vendors: readonly ShownVendor[];
  readonly draft: TcfDraft;
  readonly numbers: TcfNumbers;
}
