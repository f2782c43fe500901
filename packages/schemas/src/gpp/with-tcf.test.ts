import fc from "fast-check";
import { expect, test } from "vitest";
import { gppPolicies, locations, PLAIN_POLICY, usFacts } from "../../test/gpp-policies.ts";
import { tcModels } from "../../test/tc-model.ts";
import { readGppSections } from "../signals/gpp-string.ts";
import { readTcString } from "../signals/tc-reader.ts";
import { toTcString } from "../signals/tc-writer.ts";
import { toGppState } from "./to-gpp-state.ts";
import { toTcfSubsections } from "./to-tcf-subsections.ts";
import { withTcf } from "./with-tcf.ts";

const states = fc
  .tuple(locations, gppPolicies, usFacts)
  .map(([location, policy, facts]) => toGppState({ location, policy, facts, cmpId: 31 }));

test("G11, G12, G29, G30, G31: section 2 holds the TC string unchanged, comes first, and leaves the other's text untouched", () => {
  fc.assert(
    fc.property(states, tcModels({ vendorMax: 1600 }), (state, model) => {
      const tcString = toTcString(model);
      const both = withTcf(state, { tcString, subsections: toTcfSubsections(model) });
      const { sections } = readGppSections(both.gppString);
      expect(sections).toEqual([{ id: 2, text: tcString }, ...readGppSections(state.gppString).sections]);
      expect(both.sectionList).toEqual(sections.map(({ id }) => id));
      expect(both.applicableSections).toEqual(both.sectionList);
      expect(readTcString(sections[0]?.text ?? "")).toEqual(model);
      expect(both.parsedSections).toEqual({ ...state.parsedSections, tcfeuv2: toTcfSubsections(model) });
      expect(both).toMatchObject({ supportedAPIs: state.supportedAPIs, cmpId: 31 });
    }),
  );
});

test("G12, G13: without a string the section applies all the same, and is neither in the string nor among the values", () => {
  fc.assert(
    fc.property(states, (state) => {
      const { sectionList } = state;
      expect(withTcf(state, null)).toEqual({ ...state, applicableSections: [2, ...sectionList] });
    }),
  );
});

test("G27, G28: the header is that of the published example", () => {
  const tcString = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
  const facts = { isNotified: true, isOptedOut: true, gpc: false };
  const state = toGppState({ location: "DE", policy: PLAIN_POLICY, facts });
  expect(withTcf(state, { tcString, subsections: [] }).gppString).toBe(`DBABMA~${tcString}`);
});
