export type { ResolvedConfig } from "@cookiehub/schemas/types";
export type { AddOn, AddOnHost } from "./add-on.ts";
export type { BlockedTag, ConsentEvents, ConsentSnapshot, ConsentView, CookieHub, Identity } from "./api.ts";
export type { InitOptions } from "./start.ts";

import { browserPlatform } from "./platform.ts";
import { createInit } from "./start.ts";

/** As `init` of the package's main entry, with nothing that is seen: state and acts only, the page brings its own. */
export const init = createInit(browserPlatform);
