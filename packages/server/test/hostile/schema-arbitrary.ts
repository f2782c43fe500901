import fc from "fast-check";

/** The members of JSON Schema that the API's description uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const DEPTH_MAX = 6;

/** Makes values that fit a schema, and, about one node in eight, values that do not. */
export function toArbitrary(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const fitting = depth > DEPTH_MAX ? fc.constant(null) : toFitting(schema, depth);
  return fc.oneof({ arbitrary: fitting, weight: 7 }, { arbitrary: toMisfit(), weight: 1 });
}

function toMisfit(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom<unknown>(
      "__proto__",
      "constructor",
      "\u0000",
      "\ud800",
      -0,
      1e308,
      -1,
      "x".repeat(9000),
      [],
      {},
      null,
    ),
  );
}

function toFitting(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((one) => toArbitrary(one, depth + 1)));
  if (schema.allOf) return fc.oneof(...schema.allOf.map((one) => toArbitrary(one, depth + 1)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case "object":
      return toObject(schema, depth);
    case "array":
      return fc.array(schema.items ? toArbitrary(schema.items, depth + 1) : fc.jsonValue(), { maxLength: 4 });
    case "string":
      return toText(schema);
    case "integer":
    case "number":
      return fc.integer({ min: Math.max(schema.minimum ?? -5, -5), max: Math.min(schema.maximum ?? 1000, 1000) });
    case "boolean":
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function toObject(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) => [name, toArbitrary(member, depth + 1)] as const,
  );
  const named = fc.record(Object.fromEntries(members), { requiredKeys: [...(schema.required ?? [])] });
  if (typeof schema.additionalProperties !== "object") return named;
  const names = schema.propertyNames ? toText(schema.propertyNames) : fc.string({ maxLength: 20 });
  const others = fc.dictionary(names, toArbitrary(schema.additionalProperties, depth + 1), { maxKeys: 4 });
  return fc.tuple(named, others).map(([one, other]) => ({ ...other, ...one }));
}

function toText(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((value) => typeof value === "string"));
  const plain = fc.string({ maxLength: Math.min(schema.maxLength ?? 40, 40) });
  if (schema.pattern === undefined) return plain;
  const known = fc.constantFrom(
    "demo",
    "demo0001",
    "analytics",
    "1",
    "DE",
    "US-CA",
    "en",
    "2026-11-20",
    "shop.example",
    "/a",
  );
  return fc.oneof(known, plain);
}
