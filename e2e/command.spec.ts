import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

let dataDir: string;

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "cookiehub-command-"));
});

test.afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

function startCommand(port: number): { child: ChildProcess; output: { text: string }; ended: Promise<Ended> } {
  // Set by the runner; beside a NO_COLOR of the caller's it makes Node warn.
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--conditions=@cookiehub/source", "examples/demo/main.ts"], {
    env: { ...env, DEMO_PORT: String(port), DEMO_DATA_DIR: dataDir },
  });
  const output = { text: "" };
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    output.text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    // Not "exit": what it wrote may still be on its way then.
    child.on("close", (code) => resolve({ code, stdout: output.text, stderr })),
  );
  return { child, output, ended };
}

test("the command prints where the shop is, keeps its key between starts, and Ctrl-C ends it with exit code 0", async () => {
  for (const round of ["first", "second"]) {
    const { child, output, ended } = startCommand(0);
    await expect.poll(() => output.text, { message: `${round} start` }).toContain("Ctrl-C ends all.");
    const shopUrl = /Shop\s+(http:\S+)/.exec(output.text)?.[1] ?? "";
    expect((await fetch(shopUrl)).status).toBe(200);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  }
});

test("a busy port is one clear line that names DEMO_PORT", async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, "127.0.0.1", () => {
      const address = holder.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const { code, stderr } = await startCommand(port).ended;
  await new Promise((resolve) => holder.close(resolve));
  expect(code).toBe(1);
  expect(stderr.trim()).toBe(
    `Port ${port} is in use. Set DEMO_PORT to move the demo, for example: DEMO_PORT=5400 npm start`,
  );
});
