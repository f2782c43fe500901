import type { AsnClass } from "../ports.ts";

/** A user agent that makes this share of the sessions of one code and day is no visitor, */
export const BOT_SHARE = 0.3;
/** where there are so many at all. */
export const BOT_SESSIONS_MIN = 100;
/** Networks that no visitor comes from. */
export const NETWORKS_EXCLUDED: ReadonlySet<AsnClass> = new Set(["hosting", "proxy", "vpn"]);
