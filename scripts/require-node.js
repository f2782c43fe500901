// Plain JavaScript, loaded with `--import` before every script: an older Node cannot even read the `.ts` files.
import process from "node:process";

if (!process.features.typescript) {
  process.stderr.write(
    `CookieHub's scripts need Node 22.18 or newer, and this is ${process.versions.node}. ` +
      "Run `npm ci` first (on Linux x64 it brings Node 24) or install Node 24 from https://nodejs.org.\n",
  );
  process.exit(1);
}
