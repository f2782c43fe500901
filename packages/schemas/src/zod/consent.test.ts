import { describe, expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { CATEGORIES_MAX, CONSENT_METHODS } from "../constants.ts";
import { consentMigrateRequestSchema, consentUpdateRequestSchema } from "./consent.ts";
import { errorAnswerSchema } from "./error.ts";
import { nameSchema } from "./shapes.ts";

const UPDATE = {
  categories: { essential: true, analytics: false },
  policy_version: "1",
  consent_method: "preferences",
  banner_version: "1",
};

const readFaults = createFaultReader(consentUpdateRequestSchema);

describe("a decision on its way in", () => {
  test("needs categories, versions and a method; the rest may be left out", () => {
    expect(consentUpdateRequestSchema.parse(UPDATE)).toEqual(UPDATE);
    expect(readFaults({})).toEqual(["banner_version", "categories", "consent_method", "policy_version"]);
  });

  test.each(CONSENT_METHODS)("may come about by %s", (consent_method) => {
    expect(readFaults({ ...UPDATE, consent_method })).toEqual([]);
  });

  test("agrees with true and refuses with false, and with nothing else", () => {
    for (const value of [1, 0, "true", "yes", null, undefined, {}]) {
      expect(readFaults({ ...UPDATE, categories: { analytics: value } })).toEqual(["categories.analytics"]);
    }
  });

  test("names at most twenty categories, by ids of the tenant's shape", () => {
    const many = Object.fromEntries(Array.from({ length: CATEGORIES_MAX + 1 }, (_, index) => [`c${index}`, true]));
    expect(readFaults({ ...UPDATE, categories: many })).toEqual(["categories"]);
    expect(readFaults({ ...UPDATE, categories: { "Not an id": true } })).toEqual(["categories.Not an id"]);
  });

  test("does not take a category from the prototype", () => {
    const body = JSON.parse(
      `{"categories":{"__proto__":{"marketing":true}},"policy_version":"1","consent_method":"api","banner_version":"1"}`,
    );
    const result = consentUpdateRequestSchema.safeParse(body);
    expect(result.success ? result.data.categories.marketing : undefined).toBeUndefined();
  });

  test.each([
    ["policy_version", "x".repeat(33)],
    ["user_agent", "x".repeat(513)],
    ["tc_string", "x".repeat(8193)],
    ["tc_string", "C"],
    ["tc_string", "DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"],
    ["gpp_string", "D".repeat(8193)],
    ["gpp_string", "DBABukkhBVEs~1YNN"],
    ["hostname", "x".repeat(254)],
    ["path", "shop"],
    ["path", `/${"x".repeat(1024)}`],
    ["language", "../../etc"],
    ["decided_at", "yesterday"],
    ["decided_at", "2026-02-30T10:00:00.000Z"],
    ["gpc", "1"],
  ])("with %s out of bounds is refused at that place", (field, value) => {
    expect(readFaults({ ...UPDATE, [field]: value })).toEqual([field]);
  });

  test("keeps well-formed TC and GPP strings as they are (T53)", () => {
    const strings = {
      tc_string: "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA",
      gpp_string: "DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
    };
    expect(consentUpdateRequestSchema.parse({ ...UPDATE, ...strings })).toEqual({ ...UPDATE, ...strings });
  });

  test("a variant is a name of an arm: it stands in entries that nobody can erase, so nobody can be named in it", () => {
    for (const variant of ["anna@example.org", "Anna B", "", "x".repeat(65), "\ud800", "a\u0000b"]) {
      expect(consentUpdateRequestSchema.safeParse({ ...UPDATE, variant }).success).toBe(false);
    }
    expect(consentUpdateRequestSchema.safeParse({ ...UPDATE, variant: "var_b-2.1" }).success).toBe(true);
  });

  test.each(["\0", "\u001f", "\ud800", "\udfff"])(
    "takes no text that a store could refuse or change: %j",
    (character) => {
      for (const member of ["tc_string", "gpp_string", "variant", "policy_version", "banner_version", "language"]) {
        expect(readFaults({ ...UPDATE, [member]: `A${character}B` }), member).toEqual([member]);
      }
      const migration = { device_id: "dev_12345678", user_id: `ann${character}` };
      expect(consentMigrateRequestSchema.safeParse(migration).success).toBe(false);
      expect(nameSchema.safeParse(`name${character}`).success).toBe(false);
    },
  );

  test("drops members that nobody asked for", () => {
    expect(consentUpdateRequestSchema.parse({ ...UPDATE, is_admin: true })).toEqual(UPDATE);
  });
});

describe("a visitor on the way in", () => {
  const toFault = (device_id: string, user_id: string): string[] =>
    consentMigrateRequestSchema.safeParse({ device_id, user_id }).error?.issues.map((issue) => issue.path.join(".")) ??
    [];

  test.each(["undefined", "00000000-0000-0000-0000-000000000000", "________", "UNDEFINED"])(
    "is not the device %s: everybody whose page has a bug would share its consent",
    (id) => expect(toFault(id, "customer-4711")).toEqual(["device_id"]),
  );

  test.each(["undefined", "null", "NaN", "None", "nil", "false", "0", "[object Object]", " null "])(
    "is not the user %s: everybody who is not logged in would share one consent",
    (id) => expect(toFault("dev_12345678", id)).toEqual(["user_id"]),
  );

  test.each(["1", "00", "Nulla", "undefined@mail.example", "none-of-them"])("is the user %s", (id) =>
    expect(toFault("00000000-0000-4000-8000-000000000001", id)).toEqual([]),
  );
});

describe("a migration on its way in", () => {
  test("needs both sides; the strategy is one of four", () => {
    expect(consentMigrateRequestSchema.safeParse({ device_id: "dev_12345678", user_id: "u1" }).success).toBe(true);
    expect(consentMigrateRequestSchema.safeParse({ device_id: "dev_12345678", user_id: "" }).success).toBe(false);
    expect(
      consentMigrateRequestSchema.safeParse({ device_id: "dev_12345678", user_id: "u1", migration_strategy: "mine" })
        .success,
    ).toBe(false);
  });
});

test("an error says its code, what to do, and the request it belongs to", () => {
  const answer = {
    error: { code: "invalid_request", message: "m", details: [{ path: "a.0", message: "x" }], request_id: "r" },
  };
  expect(errorAnswerSchema.parse(answer)).toEqual(answer);
});
