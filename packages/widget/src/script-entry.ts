import { createGate } from "./gate/gate.ts";
import { type ScriptSetup, startScript } from "./script.ts";
import { createScreen } from "./ui/screen.ts";

// The parameter of the function that the build puts around this file.
declare const CH_SETUP: ScriptSetup;

startScript(CH_SETUP, { createGate, createScreen });
