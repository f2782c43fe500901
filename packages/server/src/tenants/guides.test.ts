import { readFile } from "node:fs/promises";
import type { TenantConfigAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

const guides = new URL("../../../../docs/guides/", import.meta.url);
const SETTINGS = /```json\n(.*?)```|```sh\n(curl [^\n]*-d @settings\.json)\n```/gs;
const COMMAND = /^curl -X (PATCH) https:\/\/[\w.]+(\/\S+) -H "([\w-]+): \$KEY" -d @settings\.json$/;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Reads the settings of a guide with the command that sends them, which stands below. */
async function readSettings(guide: string): Promise<{ text: string; command: string }[]> {
  const page = await readFile(new URL(guide, guides), "utf8");
  let text = "";
  return Array.from(page.matchAll(SETTINGS), ([, json, command]) => {
    if (json) text = json;
    return { text, command: command ?? "" };
  }).filter(({ command }) => command);
}

describe("settings in the guides", () => {
  test.each([
    ["automatic-blocking.md", 1],
    ["blocking.md", 1],
    ["consent-mode.md", 2],
    ["theming.md", 1],
    ["vendor-signals.md", 1],
  ])("%s: its commands publish what it shows, as they stand, to a tenant that is new", async (guide, count) => {
    const settings = await readSettings(guide);
    expect(settings).toHaveLength(count);
    for (const { text, command } of settings) {
      const [, method = "", path = "", header = ""] = COMMAND.exec(command) ?? [];
      // What curl says of a body that it is given by `-d`.
      const headers = { [header]: TEST_API_KEY, "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await server.call(method, path, { headers, body: text.replaceAll("\n", "") });
      expect(answer.status).toBe(200);
      const { layer } = (await answer.json()) as TenantConfigAnswer;
      expect(layer).toMatchObject(JSON.parse(text) as object);
    }
  });

  test("the command that the guides point to is the same", async () => {
    const page = await readFile(new URL("configuration.md", guides), "utf8");
    const section = page.split("## ").find((part) => part.startsWith("Change a part\n")) ?? "";
    const [command = ""] = /^curl .*$/m.exec(section) ?? [];
    const [, method, path, header] = COMMAND.exec(command) ?? [];
    expect([method, path, header]).toEqual(["PATCH", "/api/v1/tenants/shop/config", "X-API-Key"]);
  });
});
