import { expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { PLAIN_POLICY } from "../../test/gpp-policies.ts";
import { gppSchema } from "./gpp.ts";
import { tenantConfigSchema } from "./tenant-config.ts";

const MINIMAL = { tenant_id: "shop", domain: "shop.example" };
const readFaults = createFaultReader(tenantConfigSchema);

test("G36, G38: left out it is off; on, nobody is a signatory and no section but the states' is written (G39)", () => {
  expect(tenantConfigSchema.parse(MINIMAL).gpp).toBeUndefined();
  expect(tenantConfigSchema.parse({ ...MINIMAL, gpp: {} }).gpp).toEqual(PLAIN_POLICY);
});

test("G38: the national section is refused to who has not signed, and says why", () => {
  const refused = gppSchema.safeParse({ usnat: true });
  expect(refused.error?.issues).toMatchObject([
    { path: ["usnat"], message: expect.stringContaining("signed the Multi-State Privacy Agreement") },
  ]);
  expect(readFaults({ ...MINIMAL, gpp: { usnat: true, mspa: "none" } })).toEqual(["gpp.usnat"]);
  expect(readFaults({ ...MINIMAL, gpp: { mspa: "opt_out_option", unknown_state: "national" } })).toEqual([
    "gpp.unknown_state",
  ]);
  const signed = { mspa: "service_provider", usnat: true, unknown_state: "national" };
  expect(readFaults({ ...MINIMAL, gpp: signed })).toEqual([]);
});

test.each([
  ["a state that has no section", { states: ["US-NY"] }, "gpp.states.0"],
  ["a state without its country", { states: ["CA"] }, "gpp.states.0"],
  ["an unknown member", { state: ["US-CA"] }, "gpp"],
  ["that everybody agreed", { sensitive_data: "consent" }, "gpp.sensitive_data"],
  ["a number", { known_children: 2 }, "gpp.known_children"],
  ["a switch", true, "gpp"],
])("refuses %s", (_, gpp, place) => {
  expect(readFaults({ ...MINIMAL, gpp })).toEqual([place]);
});

test("a domain has no answer of its own: what a choice means is the tenant's", () => {
  const override = { domain_overrides: { "shop.example": { gpp: {} } } };
  expect(readFaults({ ...MINIMAL, ...override })).toEqual(["domain_overrides.shop.example"]);
});
