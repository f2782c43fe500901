import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runVaultDemo } from "./vault-demo.ts";

// Sample files of every log format and payload version -> figures, as a server makes them.
const directory = await mkdtemp(join(tmpdir(), "cookiehub-vault-"));
try {
  const { status, funnel, categories, sessions, rejected } = await runVaultDemo(
    resolve(import.meta.dirname, ".."),
    directory,
  );
  const print = (title: string, figures: unknown) => {
    process.stdout.write(`\n${title}\n`);
    console.table(figures);
  };
  print("Decisions (POST /consent/status)", status);
  print("From banner to decision (POST /consent/funnel)", funnel);
  print(
    "Categories (POST /consent/categories)",
    categories.map(({ category, totals }) => ({ category, ...totals })),
  );
  print("Sessions (POST /sessions/overview)", sessions);
  print("Objects of lines that could not be read (the samples hold broken ones on purpose)", rejected);
} finally {
  await rm(directory, { recursive: true, force: true });
}
