import { createTenantConfig, experimentSchema } from "@cookiehub/schemas";
import type { ExperimentStatus } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { findRunningExperiment, toBannerVariant } from "./running.ts";

const STARTED = "2026-11-01T08:00:00.000Z";

function toConfig(status: ExperimentStatus, traffic = 1, id = "layout") {
  const experiment = experimentSchema.parse({
    id,
    status,
    traffic,
    started_at: status === "draft" ? undefined : STARTED,
    stopped_at: status === "stopped" ? STARTED : undefined,
    variants: [{ id: "control" }, { id: "box", banner: { layout: "box" } }],
  });
  return { ...createTenantConfig({ tenant_id: "demo", domain: "shop.example" }), experiments: [experiment] };
}

const devices = Array.from({ length: 200 }, (_, index) => `dev_${String(index).padStart(8, "0")}`);

describe("the variant of a device", () => {
  test("is there only while an experiment runs", () => {
    for (const status of ["draft", "stopped"] as const) {
      expect(findRunningExperiment(toConfig(status))).toBeUndefined();
      expect(toBannerVariant(toConfig(status), "dev_00000001", { variant: "layout.box" })).toBeUndefined();
    }
    expect(findRunningExperiment({})).toBeUndefined();
  });

  test("is one of the running experiment's, the same at every call, and each is somebody's", () => {
    const labels = devices.map((device) => toBannerVariant(toConfig("running"), device, undefined));
    expect(new Set(labels)).toEqual(new Set(["layout.control", "layout.box"]));
    expect(devices.map((device) => toBannerVariant(toConfig("running"), device, { variant: null }))).toEqual(labels);
  });

  test("stays what the visitor decided on, even when another share of visitors takes part by now", () => {
    for (const device of devices) {
      expect(toBannerVariant(toConfig("running", 0), device, { variant: "layout.box" })).toBe("layout.box");
      expect(toBannerVariant(toConfig("running", 0), device, undefined)).toBeUndefined();
    }
  });

  test("a decision in an earlier experiment, or in an arm that never was, assigns nobody", () => {
    for (const variant of ["words.box", "layout.gone", "layout", "control"]) {
      for (const device of devices.slice(0, 20)) {
        const assigned = toBannerVariant(toConfig("running"), device, undefined);
        expect(toBannerVariant(toConfig("running"), device, { variant })).toBe(assigned);
      }
    }
  });

  test("browsers get the arms and the traffic, and no times", () => {
    expect(findRunningExperiment(toConfig("running", 0.5))).toEqual({
      id: "layout",
      traffic: 0.5,
      variants: toConfig("running").experiments[0]?.variants,
    });
  });
});
