import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { buildStale } from "./build-stale.ts";

// `npm start`: builds what is stale, then hands the terminal to the demo until it ends.
const root = resolve(import.meta.dirname, "..");
const build = await buildStale();
if (build.isOk) startDemo();
else process.exitCode = 1;

function startDemo(): void {
  const args = ["--conditions=@cookiehub/source", resolve(root, "examples/demo/main.ts"), ...process.argv.slice(2)];
  const demo = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  // The terminal sends Ctrl-C to both; this one only has to live until the demo has put everything away.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => demo.kill("SIGTERM"));
  process.on("SIGHUP", () => demo.kill("SIGHUP"));
  demo.once("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
    process.exit();
  });
}
