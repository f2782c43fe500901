import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { tenantConfigSchema } from "./tenant-config.ts";

const MINIMAL = { tenant_id: "shop", domain: "shop.example" };

const readFaults = createFaultReader(tenantConfigSchema);

describe("blocking rules", () => {
  const withRules = (...rules: unknown[]) => ({
    ...MINIMAL,
    categories: [{ id: "ads", name: "Ads", services: ["pixel", { id: "map", name: "Map" }] }],
    blocking: { automatic: true, rules },
  });

  test("name a host, perhaps with a port and a path, and one category or service that there is", () => {
    const rules = [
      { pattern: "*.Tracker.example:8443/collect/*?v=2", category: "ads" },
      { pattern: "localhost", service: "pixel" },
      { pattern: "maps.example/embed/*", service: "map" },
    ];
    expect(tenantConfigSchema.parse(withRules(...rules)).blocking).toEqual({ automatic: true, rules });
  });

  test.each([
    "https://tracker.example",
    "*",
    "*tracker.example",
    "tracker.*",
    "a.*.example",
    "tracker..example",
    ".tracker.example",
    "tracker.example:port",
    "tracker.example/with space",
    "/path",
    "",
  ])("a pattern such as %j is refused: it would never fit, or fit too much", (pattern) => {
    expect(readFaults(withRules({ pattern, category: "ads" }))).toEqual(["blocking.rules.0.pattern"]);
  });

  test("the example of the guide is taken by a tenant that is new", async () => {
    const guide = await readFile(new URL("../../../../docs/guides/automatic-blocking.md", import.meta.url), "utf8");
    const example: unknown = JSON.parse(/```json\n(.*?)```/s.exec(guide)?.[1] ?? "");
    expect(readFaults({ ...MINIMAL, ...(example as object) })).toEqual([]);
  });

  test("what nobody could allow is refused, with its place", () => {
    const faults = readFaults(
      withRules(
        { pattern: "a.example", category: "gone" },
        { pattern: "b.example", service: "gone" },
        { pattern: "c.example", category: "ads", service: "map" },
        { pattern: "d.example" },
        { pattern: "e.example", service: "map" },
      ),
    );
    expect(faults).toEqual([
      "blocking.rules.0.category",
      "blocking.rules.1.service",
      "blocking.rules.2",
      "blocking.rules.3",
    ]);
  });
});
