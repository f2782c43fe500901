import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DemoPortError, PortBusyError, readDemoPorts } from "./addresses.ts";
import { type Demo, startDemo } from "./start-demo.ts";

const dataDir = process.env.DEMO_DATA_DIR || join(dirname(fileURLToPath(import.meta.url)), "../../data/demo");

function describe(demo: Demo): string {
  return `
  CookieHub demo

    Shop         ${demo.shopUrl}/
    CookieHub    ${demo.serverUrl}/health   (API reference: /docs)
    Third party  ${demo.thirdPartyUrl}   (analytics, ads, map, video)

  Try
    1. Open the shop. The panel beside it shows every tag blocked, and no request at the third party.
    2. Choose Settings, allow one category, save: only its tags start.
    3. Watch the cookie, the server's record, the audit entry and today's figures follow.
    4. Open another page: what you allowed runs before the server is asked anything.
    5. Allow one service alone, load the map once from its placeholder, and see your earlier choices with
       their receipts in the settings.
    6. Press Ctrl-C and start again: nothing is lost.

${demo.vendorList ? TCF_HINTS : ""}  Ctrl-C ends all.
`;
}

const TCF_HINTS = `  IAB TCF, with 1,500 made-up vendors
    - The first layer names purposes and counts vendors; Settings lists them all, with what was chosen before.
    - In the browser's console: __tcfapi("addEventListener", 2, console.log)
    - Paste a string into /docs/inspector of the CookieHub server.

`;

async function main(): Promise<void> {
  const tcf = process.argv.includes("--tcf") ? {} : undefined;
  const demo = await startDemo({ ports: readDemoPorts(process.env.DEMO_PORT), dataDir, tcf });
  console.log(describe(demo));
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    await demo.close();
    console.log("  Ended. Your choices are kept in the data folder.");
    process.exit(0);
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

main().catch((error: unknown) => {
  const isExpected = error instanceof PortBusyError || error instanceof DemoPortError;
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
