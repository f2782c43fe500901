import { createGate } from "./gate/gate.ts";
import { type StaticFiles, startStatic } from "./static.ts";
import { createScreen } from "./ui/screen.ts";

// The parameter of the function that the build puts around this file.
declare const CH_FILES: StaticFiles;

startStatic(CH_FILES, { createGate, createScreen });
