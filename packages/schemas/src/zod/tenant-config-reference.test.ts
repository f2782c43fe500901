import { expect, test } from "vitest";
import { z } from "zod";
import { experimentIdSchema } from "./experiment.ts";
import {
  categoryIdSchema,
  hostSchema,
  instantSchema,
  languageSchema,
  locationSchema,
  nameSchema,
  tenantIdSchema,
  versionSchema,
} from "./shapes.ts";
import { tenantConfigSchema } from "./tenant-config.ts";

const PAGE = "../../../../docs/reference/tenant-configuration.md";
const INTRODUCTION = `# Configuration of a tenant

Every member of what \`PUT\` and \`PATCH /api/v1/tenants/{tenant}/config\` take. How layers are merged, published and taken back stands in
the [guide](../guides/configuration.md), how tests of banners are run in [experiments](../guides/experiments.md). A member that does not exist is refused: misspelt, it would silently mean the default.

Made from \`packages/schemas/src/zod/\` by \`npx vitest run --project node packages/schemas/src/zod -u\`.

\`[]\` stands for each item of a list, \`{...}\` for a name that you choose. No default: left out, it is not there. **required**: has to
be there.
`;
/** Members whose own members the table has already. */
const REPEATED = /^(domain_overrides\.\{host\}\..+|experiments\[\]\.variants\[\]\.(banner|translations))$/;
/** What a name in a record stands for. */
const NAMES: Readonly<Record<string, string>> = {
  "regulations.overrides": "place",
  "google_consent_mode.mapping": "signal",
  "tcf.categories": "category",
  translations: "language",
  "translations.{language}.categories": "category",
  domain_overrides: "host",
};

type Node = z.core.JSONSchema._JSONSchema;
type Schema = Exclude<Node, boolean>;

const toSchema = (schema: z.ZodType, io: "input" | "output"): Schema =>
  z.toJSONSchema(schema, { io, unrepresentable: "any" });
const SHAPES = new Map(
  Object.entries({
    "a tenant id": tenantIdSchema,
    "a host such as `shop.example`": hostSchema,
    "a language such as `de`": languageSchema,
    "an id such as `analytics`": categoryIdSchema,
    "1-32 letters, digits, `.`, `_`, `-`": versionSchema,
    "a place such as `DE`": locationSchema,
    "one line": nameSchema,
    "1-31 letters, digits, `_`, `-`": experimentIdSchema,
    "a time such as `2026-11-20T10:00:00.000Z`": instantSchema,
    "a colour such as `#1a4fd6`": z.string().regex(/^#[0-9a-f]{6}$/i),
  }).map(([words, schema]) => [toSchema(schema, "input").pattern, words]),
);

interface Row {
  readonly path: string;
  readonly type: string;
  readonly standard: string;
  readonly limits: string;
  readonly meaning: string;
}

// Defaults stand in what comes out, obligations in what goes in.
function toRows(path: string, input: Schema, output: Schema): Row[] {
  const required = new Set(input.required);
  return Object.entries(input.properties ?? {}).flatMap(([name, one]) => {
    const inner = toObject(one);
    const outer = toObject(output.properties?.[name]);
    const place = path === "" ? name : `${path}.${name}`;
    const row = {
      path: place,
      type: toType(inner),
      // The request's address names the tenant.
      standard:
        required.has(name) && place !== "tenant_id" ? "**required**" : toDefault(outer.default ?? inner.default),
      limits: toLimits(inner),
      meaning: inner.description ?? outer.description ?? "",
    };
    if (REPEATED.test(place)) return [row];
    return [row, ...toInnerRows(place, inner, outer)];
  });
}

function toInnerRows(path: string, input: Schema, output: Schema): Row[] {
  if (input.type === "array") return toRows(`${path}[]`, toObject(input.items as Node), toObject(output.items as Node));
  const named = toRows(path, input, output);
  if (typeof input.additionalProperties !== "object") return named;
  const place = `${path}.{${NAMES[path] ?? "name"}}`;
  return [...named, ...toRows(place, toObject(input.additionalProperties), toObject(output.additionalProperties))];
}

function toObject(node: Node | undefined): Schema {
  return typeof node === "object" ? node : {};
}

function toType(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.type !== "array") return String(schema.type ?? "any");
  return `list of ${toType(toObject(schema.items as Node))}`;
}

function toDefault(value: unknown): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return text.length > 200 ? "the four usual ones" : `\`${text}\``;
}

function toLimits(schema: Schema): string {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, pattern, format } = schema;
  const range = (least: number | undefined, most: number | undefined, unit: string): string[] =>
    most === undefined ? [] : [`${least === undefined ? "at most " : `${least} to `}${most}${unit}`];
  const item = schema.type === "array" ? toObject(schema.items as Node) : {};
  return [
    ...range(minItems, maxItems, " items"),
    ...range(minimum, maximum, ""),
    ...(pattern === undefined ? [] : [SHAPES.get(pattern) ?? `\`${pattern}\``]),
    ...(format === "uri" ? ["an http or https address"] : []),
    ...range(minLength, maxLength, " characters"),
    ...(item.type === "string" ? [`each ${toLimits(item)}`] : []),
  ].join("; ");
}

const rows = toRows("", toSchema(tenantConfigSchema, "input"), toSchema(tenantConfigSchema, "output"));

test("every member says what it means", () => {
  expect(rows.filter(({ meaning }) => meaning === "").map(({ path }) => path)).toEqual([]);
  expect(rows.length).toBeGreaterThan(60);
});

test("the reference page is the schema", async () => {
  const cells = rows.map(({ path, ...row }) => [`\`${path}\``, row.type, row.standard, row.limits, row.meaning]);
  const head = ["| member | type | default | limits | meaning |", "|---|---|---|---|---|"];
  const lines = cells.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  await expect([INTRODUCTION, ...head, ...lines, ""].join("\n")).toMatchFileSnapshot(PAGE);
});
