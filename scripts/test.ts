import { runSuites } from "./suites.ts";
import { toClosingLine } from "./test-counts.ts";

// `npm test`: everything that can be run here, and one closing line.
const { counts } = await runSuites();
console.log(toClosingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
