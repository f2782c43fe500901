import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runVaultDemo } from "./vault-demo.ts";

test("the sample files of every log format and payload version come to figures, and their bad lines are put aside", async () => {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-vault-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { status, funnel, categories, sessions, rejected } = await runVaultDemo(
    resolve(import.meta.dirname, ".."),
    directory,
  );
  expect(status).toMatchObject({ decisions: 3, all_allowed: 0, all_denied: 1, partial: 2 });
  expect(funnel).toMatchObject({ impressions: 3, dialogs_opened: 0, decisions: 3 });
  expect(categories.map(({ category }) => category)).toEqual(["analytics", "marketing"]);
  // Each format tells of the same requests, under the same ids.
  expect(sessions).toMatchObject({ sessions: 3, excluded_network: 0, excluded_user_agent: 0 });
  expect(rejected).toHaveLength(6);
});
