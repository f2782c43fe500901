import { printFailures, runSuites } from "./suites.ts";
import { toClosingLine } from "./test-counts.ts";

// `npm test`: everything that can be run here, and one closing line.
const { counts, outcomes } = await runSuites();
printFailures(outcomes);
console.log(toClosingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
