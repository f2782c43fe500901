import type { ConsentSnapshot } from "../api.ts";

/** What is known before there is a configuration, and on a server: nothing may run. */
export const EMPTY_SNAPSHOT: ConsentSnapshot = /* @__PURE__ */ Object.freeze({
  decided: false,
  choices: /* @__PURE__ */ Object.freeze({}),
  services: /* @__PURE__ */ Object.freeze({}),
  status: "none",
  regulation: "",
  gpc: false,
  view: "none",
  deviceId: null,
  decidedAt: null,
  expiresAt: null,
});
