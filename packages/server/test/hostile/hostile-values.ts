/** Bodies that no endpoint may take. */
export const MALFORMED_BODIES: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["half of an object", '{"a":'],
  ["null", "null"],
  ["a number that is none", "{NaN}"],
  ["a huge number", "1e999"],
  ["a text", '"x"'],
  ["an array of arrays", "[[]]"],
  ["60,000 open brackets", "[".repeat(60_000)],
  ["objects in objects", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`],
  ["two documents", "{}{}"],
  ["a comment", "/* */ {"],
  ["XML", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'],
  ["a form", "a=1&b=2"],
  ["a NUL", "\u0000"],
  ["a byte order mark alone", "\ufeff"],
];

/** Values that take the place of each member of a body, one at a time. */
export const HOSTILE_MEMBERS: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  9007199254740992,
  "",
  "x".repeat(20_000),
  "\u0000",
  "\ud800",
  "\u202e\u0007",
  "__proto__",
  "../../etc/passwd",
  "' OR 1=1 --",
  "victim",
  "victim01",
  [],
  {},
  [[[[[[]]]]]],
  { $gt: "" },
  { toString: 1, constructor: { prototype: { isAdmin: true } } },
  Array.from({ length: 3000 }, (_, index) => index),
];

/** Texts that take the place of each parameter, raw as they stand in an address. */
export const HOSTILE_ENCODED: readonly string[] = [
  "%00",
  "%",
  "%zz",
  "%ff%fe",
  "%E0%A4%A",
  "%ED%A0%80",
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "__proto__",
  "constructor",
  "toString",
  "'%20OR%201%3D1%20--",
  "%0d%0aSet-Cookie:%20a=b",
  "a,b",
  "-1",
  "1e999",
  "99999999999999999999",
  "%F0%9F%8D%AA",
  "x".repeat(5000),
];

/** Texts that take the place of each header. */
export const HOSTILE_HEADERS: readonly string[] = [
  "",
  "\u0080\u00ff",
  "__proto__",
  "constructor",
  "a, b",
  "../..",
  "' OR 1=1 --",
  "\t x",
  "*",
  '"',
  "9".repeat(400),
  "x".repeat(8000),
];

/** Makes one variant of a body per member: its value replaced, at every depth. */
export function replaceMembers(body: unknown, value: unknown): readonly { path: string; body: unknown }[] {
  if (Array.isArray(body)) {
    return body.flatMap((item: unknown, index) => [
      { path: `${index}`, body: body.with(index, value) },
      ...replaceMembers(item, value).map((one) => ({ path: `${index}.${one.path}`, body: body.with(index, one.body) })),
    ]);
  }
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, item]) => [
    { path: name, body: { ...body, [name]: value } },
    ...replaceMembers(item, value).map((one) => ({ path: `${name}.${one.path}`, body: { ...body, [name]: one.body } })),
  ]);
}
