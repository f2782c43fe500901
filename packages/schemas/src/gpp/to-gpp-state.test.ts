import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gppPolicies, locations, PLAIN_POLICY, usFacts } from "../../test/gpp-policies.ts";
import { US_SECTIONS } from "../signals/gpp-sections.ts";
import { readGppStringOutline } from "../signals/gpp-string.ts";
import { readUsSection } from "../signals/gpp-us.ts";
import { toGppState } from "./to-gpp-state.ts";

test("G11, G12, G13, G29: string, list of sections, values and what applies agree, for any place and policy", () => {
  fc.assert(
    fc.property(locations, gppPolicies, usFacts, (location, policy, facts) => {
      const state = toGppState({ location, policy, facts });
      const { sections } = readGppStringOutline(state.gppString);
      const ids = sections.map(({ id }) => id);
      expect(state.sectionList).toEqual(ids);
      const prefixes = new Map(US_SECTIONS.map(({ id, prefix }) => [id, prefix]));
      const read = sections.map(({ id, text }) => [prefixes.get(id), readUsSection(id, text)]);
      expect(state.parsedSections).toEqual(Object.fromEntries(read));
      expect(state.applicableSections).toEqual(ids.length > 0 ? ids : [-1]);
      expect(ids.length).toBeLessThanOrEqual(1);
      for (const id of ids) expect(state.supportedAPIs).toContain(`${id}:${prefixes.get(id)}`);
    }),
  );
});

test("G36, G37: the other library reads the same out of the string", () => {
  fc.assert(
    fc.property(locations, gppPolicies, usFacts, (location, policy, facts) => {
      const { gppString, parsedSections, sectionList } = toGppState({ location, policy, facts });
      // It knows no header of a section; an unknown state can lead to one of these as well.
      fc.pre(sectionList.every((id) => id < 24));
      const model = new GppModel(gppString);
      for (const [prefix, subsections] of Object.entries(parsedSections)) {
        for (const [name, value] of Object.entries(Object.assign({}, ...subsections))) {
          if (name === "SubsectionType") continue;
          expect(model.getFieldValue(prefix, name), `${prefix}.${name}`).toEqual(value);
        }
      }
    }),
  );
});

test("G9, G10: what is supported is named by id and prefix, as far as this policy goes; the id is the operator's, 1 without one", () => {
  const facts = { isNotified: false, isOptedOut: false, gpc: false };
  const policy = { ...PLAIN_POLICY, states: ["US-CA", "US-VA"] };
  const input = { location: null, policy, facts };
  expect(toGppState(input)).toMatchObject({ supportedAPIs: ["8:usca", "9:usva"], cmpId: 1 });
  expect(toGppState({ ...input, cmpId: 31 })).toMatchObject({
    ...{ supportedAPIs: ["2:tcfeuv2", "8:usca", "9:usva"], cmpId: 31 },
    // Supported, and not in force.
    ...{ gppString: "DBAA", sectionList: [], applicableSections: [-1] },
  });
});
