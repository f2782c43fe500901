import { experimentRequestSchema, experimentsSchema } from "@cookiehub/schemas";
import type { Experiment } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { ApiError } from "../http/api-error.ts";
import type { ConfigLayer } from "../storage/ports.ts";
import { editDraft, editStart, editStop, findExperiment } from "./edit.ts";

const NOW = Date.parse("2026-11-20T10:00:00.000Z");
const REQUEST = experimentRequestSchema.parse({ variants: [{ id: "control" }, { id: "box" }] });
const OTHER = experimentRequestSchema.parse({ traffic: 0.5, variants: [{ id: "control" }, { id: "bar" }] });

/** Applies an edit as publishing does, and answers what is published then. */
function apply(
  published: Experiment[],
  edit: (layer: ConfigLayer, config: { experiments: Experiment[] }) => ConfigLayer,
) {
  const layer = edit({ domain: "shop.example", experiments: published }, { experiments: published });
  expect(layer.domain).toBe("shop.example");
  return experimentsSchema.parse(layer.experiments);
}

const draft = (published: Experiment[], id: string, request = REQUEST) =>
  apply(published, (layer, config) => editDraft(layer, config, id, request));
const start = (published: Experiment[], id: string, nowMs = NOW) =>
  apply(published, (layer, config) => editStart(layer, config, id, nowMs));
const stop = (published: Experiment[], id: string, nowMs = NOW) =>
  apply(published, (layer, config) => editStop(layer, config, id, nowMs));

function readCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error.code;
  }
  return "nothing was thrown";
}

describe("an experiment in a configuration", () => {
  test("is drafted, changed while a draft, started, stopped; the others stay as they are", () => {
    const drafted = draft(draft([], "words"), "layout");
    expect(drafted.map(({ id, status }) => [id, status])).toEqual([
      ["words", "draft"],
      ["layout", "draft"],
    ]);
    const changed = draft(drafted, "layout", OTHER);
    expect(findExperiment({ experiments: changed }, "layout")).toEqual({ id: "layout", status: "draft", ...OTHER });
    const running = start(changed, "layout");
    expect(running[1]).toMatchObject({ status: "running", started_at: "2026-11-20T10:00:00.000Z" });
    const stopped = stop(running, "layout", NOW + 1000);
    expect(stopped[1]).toMatchObject({
      status: "stopped",
      started_at: "2026-11-20T10:00:00.000Z",
      stopped_at: "2026-11-20T10:00:01.000Z",
    });
    expect(stopped[0]).toEqual(drafted[0]);
  });

  test("starting or stopping twice keeps the first time: a repeated call changes nothing", () => {
    const running = start(draft([], "layout"), "layout");
    expect(start(running, "layout", NOW + 5000)).toEqual(running);
    const stopped = stop(running, "layout");
    expect(stop(stopped, "layout", NOW + 5000)).toEqual(stopped);
  });

  test("no longer changes once visitors saw it; writing the same again is no change", () => {
    const running = start(draft([], "layout"), "layout");
    expect(draft(running, "layout")).toEqual(running);
    expect(readCode(() => draft(running, "layout", OTHER))).toBe("conflict");
    const stopped = stop(running, "layout");
    expect(readCode(() => draft(stopped, "layout", OTHER))).toBe("conflict");
    expect(readCode(() => start(stopped, "layout"))).toBe("conflict");
  });

  test("runs alone: a second one starts only when the first is stopped", () => {
    const both = start(draft(draft([], "words"), "layout"), "words");
    expect(readCode(() => start(both, "layout"))).toBe("conflict");
    expect(start(stop(both, "words"), "layout")[1]).toMatchObject({ status: "running" });
  });

  test("that is not there is not found, and one that never ran is not stopped", () => {
    expect(readCode(() => findExperiment({}, "layout"))).toBe("not_found");
    expect(readCode(() => start([], "layout"))).toBe("not_found");
    expect(readCode(() => stop([], "layout"))).toBe("not_found");
    expect(readCode(() => stop(draft([], "layout"), "layout"))).toBe("conflict");
  });

  test("the first of a tenant needs no list to be there", () => {
    expect(editDraft({ domain: "shop.example" }, {}, "layout", REQUEST).experiments).toHaveLength(1);
  });
});
