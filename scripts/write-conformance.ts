import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CONFORMANCE_PAGE, toConformancePage } from "./conformance.ts";

// `node scripts/write-conformance.ts`: writes the table of docs/ anew.
await writeFile(join(import.meta.dirname, "..", CONFORMANCE_PAGE), await toConformancePage());
