export type * from "./door-types.ts";

import type { ChunkName } from "./chunks.ts";
import { createNoGate } from "./gate/no-gate.ts";
import { browserPlatform } from "./platform.ts";
import { createInit } from "./start.ts";
import { createNoScreen } from "./ui/no-screen.ts";

const CHUNKS: Partial<Record<ChunkName, () => Promise<unknown>>> & { cleanup: () => Promise<unknown> } = {
  background: () => import("./background/background.ts"),
  cleanup: () => import("./cleanup/add-on.ts"),
  live: () => import("./live/add-on.ts"),
};

/**
 * As `init` of the package's main entry, for a page that brings its own: state, acts and Consent Mode. Nothing is shown and no
 * element of the page is held back; the add-ons that the page wants are handed over in `addOns`.
 */
export const init = createInit({
  ...{ ...browserPlatform, createGate: createNoGate, createScreen: createNoScreen },
  loadLanguage: () => null,
  load: (name) => (CHUNKS[name] ?? CHUNKS.cleanup)() as Promise<never>,
});
