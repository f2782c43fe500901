import { expect, test } from "vitest";
import { readOperations } from "../examples/operations.ts";
import { startTestServer } from "../test-server.ts";
import type { JsonSchema } from "./schema-arbitrary.ts";

const describing = await startTestServer();
const operations = (await readOperations(describing)).filter(({ body }) => body);
await describing.close();

test.each(operations)("$name takes no text, list or record without a bound", ({ body }) => {
  expect(findUnbounded(body?.schema as JsonSchema)).toEqual([]);
});

test("a text, list or record without a bound is found wherever it stands", () => {
  const unbounded: JsonSchema = { type: "string" };
  const schema: JsonSchema = {
    type: "object",
    properties: {
      list: { type: "array", items: { type: "string", maxLength: 5 } },
      deep: {
        anyOf: [
          { type: "array", maxItems: 3, items: unbounded },
          { type: "string", pattern: "^a+$" },
        ],
      },
      record: { type: "object", additionalProperties: { type: "boolean" }, propertyNames: unbounded },
      fine: { type: "string", pattern: "^[a-z+*]{1,5}(-[a-z]{2})?$" },
    },
  };
  expect(findUnbounded(schema)).toEqual(["list", "deep.0[]", "deep.1", "record", "record{}"]);
});

// A date has as many letters as a date has.
const BOUNDED_FORMATS = new Set(["date"]);

/** Lists the places of a schema that a caller may fill without end. */
function findUnbounded(schema: JsonSchema, path = ""): string[] {
  const found = (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).flatMap((one, index) =>
    findUnbounded(one, `${path}.${index}`),
  );
  if (schema.enum || "const" in schema) return [];
  if (schema.type === "string" && !isBoundedText(schema)) found.push(path);
  if (schema.type === "array") {
    if (schema.maxItems === undefined) found.push(path);
    if (schema.items) found.push(...findUnbounded(schema.items, `${path}[]`));
  }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    found.push(...findUnbounded(member, path === "" ? name : `${path}.${name}`));
  }
  if (typeof schema.additionalProperties === "object") {
    const isListed = schema.propertyNames?.enum !== undefined;
    if (!isListed && schema.maxProperties === undefined) found.push(path);
    if (schema.propertyNames && !isListed)
      found.push(...findUnbounded({ type: "string", ...schema.propertyNames }, `${path}{}`));
    found.push(...findUnbounded(schema.additionalProperties, `${path}.*`));
  }
  return found;
}

function isBoundedText({ maxLength, format, pattern }: JsonSchema): boolean {
  if (maxLength !== undefined || (format !== undefined && BOUNDED_FORMATS.has(format))) return true;
  if (pattern === undefined || !pattern.startsWith("^") || !pattern.endsWith("$")) return false;
  // Within brackets `+` and `*` are letters.
  const outside = pattern.replace(/\\./g, "_").replace(/\[[^\]]*\]/g, "_");
  return !/[+*]|\{\d+,\}/.test(outside);
}
