import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gppPolicies, PLAIN_POLICY, usFacts } from "../../test/gpp-policies.ts";
import { US_SECTIONS } from "../signals/gpp-sections.ts";
import { readUsSection, toUsSection } from "../signals/gpp-us.ts";
import { toUsSubsections } from "./to-us-subsections.ts";

const layouts = US_SECTIONS.filter(({ id, version }) => id > 7 || version === 2);
/** Each answer, and the notices that it rests on. */
const PAIRS = {
  SaleOptOut: ["SaleOptOutNotice"],
  SharingOptOut: ["SharingOptOutNotice"],
  TargetedAdvertisingOptOut: ["TargetedAdvertisingOptOutNotice"],
  SensitiveDataProcessing: [
    "SensitiveDataProcessingOptOutNotice",
    "SensitiveDataOptOutNotice",
    "SensitiveDataLimitUseNotice",
  ],
} as const;
const OPT_OUTS = ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"];

describe.each(layouts.map((layout) => [layout.prefix, layout] as const))("%s", (_, layout) => {
  const inputs = [usFacts, gppPolicies] as const;

  test("G13, G26: holds every field of its text and no other, and is written and read as it is", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const subsections = toUsSubsections(layout, facts, policy);
        expect(Object.keys(subsections[0] ?? {})).toEqual(layout.core.map(({ name }) => name));
        expect(readUsSection(layout.id, toUsSection(layout.id, subsections))).toEqual(subsections);
      }),
    );
  });

  test("G34: no answer stands beside a notice that was not given or does not apply", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const [core = {}] = toUsSubsections(layout, facts, policy);
        for (const [answer, notices] of Object.entries(PAIRS)) {
          const value = core[answer];
          const answers = Array.isArray(value) ? value : [value];
          for (const notice of notices) {
            if (core[notice] === undefined || core[notice] === 1) continue;
            expect(answers.every((one) => one === undefined || one === 0)).toBe(true);
          }
        }
      }),
    );
  });

  test("G34, P4: who opted out is told as such; that somebody did not is said only of who was told that they can", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const [core = {}] = toUsSubsections(layout, facts, policy);
        for (const name of OPT_OUTS.filter((one) => one in core)) {
          expect(core[name]).toBe(facts.isOptedOut ? 1 : facts.isNotified ? 2 : 0);
        }
        for (const name of ["SharingNotice", "ProcessingNotice"].filter((one) => one in core)) {
          expect(core[name]).toBe(facts.isNotified ? 1 : 2);
        }
      }),
    );
  });

  test("G35: sensitive data and children are not applicable, or nobody has agreed; never that somebody has", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const named = Object.assign({}, ...toUsSubsections(layout, facts, policy));
        const toAnswer = (fixed: string) => (fixed === "no_consent" ? 1 : 0);
        for (const value of [named.SensitiveDataProcessing ?? []].flat()) {
          expect(value).toBe(toAnswer(policy.sensitive_data));
        }
        for (const value of [named.KnownChildSensitiveDataConsents ?? []].flat()) {
          expect(value).toBe(toAnswer(policy.known_children));
        }
        expect([named.PersonalDataConsents ?? 0, named.AdditionalDataProcessingConsent ?? 0]).toEqual([0, 0]);
      }),
    );
  });

  test("G36: covered for a signatory alone; the modes are 0 where it is not covered", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const [core = {}] = toUsSubsections(layout, facts, policy);
        const modes = ["MspaOptOutOptionMode", "MspaServiceProviderMode", "MspaMode", "MspaVersion"].flatMap((name) =>
          name in core ? [core[name]] : [],
        );
        expect(core.MspaCoveredTransaction).toBe(policy.mspa === "none" ? 2 : 1);
        if (policy.mspa === "none") expect(modes.every((mode) => mode === 0)).toBe(true);
        else expect(modes).not.toContain(0);
      }),
    );
  });

  test("G37: sub-section 1 says what the browser says, wherever the section has one for it", () => {
    fc.assert(
      fc.property(...inputs, (facts, policy) => {
        const [, extra] = toUsSubsections(layout, facts, policy);
        if (layout.extra.some(({ name }) => name === "Gpc")) {
          expect(extra).toEqual({ SubsectionType: 1, Gpc: facts.gpc });
        } else expect(extra !== undefined).toBe(layout.extra.length > 0 && policy.sensitive_data === "no_consent");
      }),
    );
  });
});

test("G36: the two modes exclude each other", () => {
  const facts = { isNotified: true, isOptedOut: false, gpc: false };
  const toModes = (mspa: "opt_out_option" | "service_provider", prefix: string) => {
    const layout = layouts.find((one) => one.prefix === prefix);
    const [core = {}] = layout ? toUsSubsections(layout, facts, { ...PLAIN_POLICY, mspa }) : [];
    return [core.MspaOptOutOptionMode, core.MspaServiceProviderMode, core.MspaMode];
  };
  expect(toModes("opt_out_option", "usca")).toEqual([1, 2, undefined]);
  expect(toModes("service_provider", "usca")).toEqual([2, 1, undefined]);
  expect(toModes("opt_out_option", "usmd")).toEqual([undefined, undefined, 1]);
  expect(toModes("service_provider", "usmd")).toEqual([undefined, undefined, 2]);
});
