import { createGate } from "./gate/gate.ts";
import { loadLanguage } from "./languages/load.ts";
import { loadChunk, loadEarlyAddOns } from "./load.ts";
import { browserPlatform } from "./platform.ts";
import { createInit } from "./start.ts";
import { createScreen } from "./ui/screen.ts";

/**
 * Starts the widget of this page. Without `config` it is fetched from `{endpoint}/c/{tenant}.json`; for a visitor
 * whose choice holds the copy of the last visit is used at once. Until there is one, everything stays blocked. On a server, and on a second
 * call, it is harmless; beside the script tag it answers the widget that is there. Never throws; failures are `error` events.
 *
 * @example
 * const cookiehub = init({ tenant: "demo0001", endpoint: "https://consent.example" });
 */
export const init = createInit({
  ...browserPlatform,
  ...{ createGate, createScreen, load: loadChunk, loadLanguage, loadEarlyAddOns },
});
