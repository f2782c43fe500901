import fc from "fast-check";
import { GPP_STATES } from "../src/gpp/section.ts";
import type { UsFacts } from "../src/gpp/to-us-subsections.ts";
import type { GppConfig } from "../src/types/gpp.ts";

/** A configuration that says nothing, as the schema fills it. */
export const PLAIN_POLICY: GppConfig = {
  mspa: "none",
  usnat: false,
  unknown_state: "strictest",
  sensitive_data: "not_applicable",
  known_children: "not_applicable",
};

const fixedAnswers = fc.constantFrom("not_applicable" as const, "no_consent" as const);

/** Any configuration that the schema takes. */
export const gppPolicies: fc.Arbitrary<GppConfig> = fc
  .record({
    states: fc.option(fc.subarray([...GPP_STATES]), { nil: undefined }),
    mspa: fc.constantFrom("none" as const, "opt_out_option" as const, "service_provider" as const),
    usnat: fc.boolean(),
    unknown_state: fc.constantFrom("none" as const, "national" as const, "strictest" as const),
    sensitive_data: fixedAnswers,
    known_children: fixedAnswers,
  })
  .map((policy) => {
    const usnat = policy.usnat && policy.mspa !== "none";
    const isWrong = policy.unknown_state === "national" && !usnat;
    return { ...policy, usnat, unknown_state: isWrong ? "none" : policy.unknown_state };
  });

export const usFacts: fc.Arbitrary<UsFacts> = fc.record({
  isNotified: fc.boolean(),
  isOptedOut: fc.boolean(),
  gpc: fc.boolean(),
});

/** States with a section and without, the country alone, other places, nothing, and what no place is. */
export const locations: fc.Arbitrary<string | null> = fc.oneof(
  fc.constantFrom(...GPP_STATES),
  fc.constantFrom("US", "US-NY", "US-PR", "DE", "CA-QC", "CA", null, "", "USCA", "us-ca"),
);
