import { buildStale } from "./build-stale.ts";

// `npm run build`: builds what is stale; `--force` builds everything.
const { isOk } = await buildStale({ force: process.argv.includes("--force") });
process.exitCode = isOk ? 0 : 1;
