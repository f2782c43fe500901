import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CONFORMANCE_PAGE, toConformancePage } from "./conformance.ts";

// `npm run conformance`: writes the table of docs/ anew.
await writeFile(join(import.meta.dirname, "..", CONFORMANCE_PAGE), await toConformancePage());
