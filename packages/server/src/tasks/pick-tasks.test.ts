import { expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import { pickTasks } from "./pick-tasks.ts";

const tasks = ["settle", "refresh-asn", "refresh-bots"].map((name) => ({
  ...{ name, everyMs: 1 },
  run: async () => "idle" as const,
}));
const pick = (text: string) => pickTasks(readConfig({ TASK: text }).tasks, tasks).map(({ name }) => name);

test("a process does all background work, some of it by name, or none", () => {
  expect(pick("")).toEqual(["settle", "refresh-asn", "refresh-bots"]);
  expect(pick("all")).toEqual(["settle", "refresh-asn", "refresh-bots"]);
  expect(pick("refresh-asn, settle")).toEqual(["settle", "refresh-asn"]);
  expect(pick("none")).toEqual([]);
});

test("what keeps a list in memory is done where the list is used, whatever is picked", () => {
  const keeping = [
    { name: "tcf-list", accompanies: "every process" as const },
    { name: "refresh-asn", accompanies: ["clickhouse-ingest"] },
    { name: "clickhouse-ingest" },
  ].map((task) => ({ ...task, everyMs: 1, run: async () => "idle" as const }));
  const pickOf = (text: string) => pickTasks(readConfig({ TASK: text }).tasks, keeping).map(({ name }) => name);
  expect(pickOf("none")).toEqual(["tcf-list"]);
  expect(pickOf("clickhouse-ingest")).toEqual(["tcf-list", "refresh-asn", "clickhouse-ingest"]);
  expect(pickOf("refresh-asn")).toEqual(["tcf-list", "refresh-asn"]);
});

test("a name that there is no task of stops the start, and says which there are", () => {
  expect(() => pick("settel")).toThrow(ConfigError);
  expect(() => pick("settle,settel")).toThrow(
    'no task "settel" is configured here; there are refresh-asn, refresh-bots, settle.',
  );
  expect(() => readConfig({ TASK: "a b" })).toThrow("TASK must be names of tasks");
});
