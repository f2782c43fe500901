import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gppPolicies, locations, PLAIN_POLICY, usFacts } from "../../test/gpp-policies.ts";
import { US_SECTIONS } from "../signals/gpp-sections.ts";
import { readGppStringOutline } from "../signals/gpp-string.ts";
import { readUsSection } from "../signals/gpp-us.ts";
import { toGppState } from "./to-gpp-state.ts";

const TC_STRING = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
const TCF = { cmpId: 31, tcString: TC_STRING, subsections: [{ TcfPolicyVersion: 2 }] };

test("G11, G12, G13, G29: string, list of sections, values and what applies agree, for any place and policy", () => {
  fc.assert(
    fc.property(locations, gppPolicies, usFacts, fc.boolean(), (location, policy, facts, hasTcf) => {
      const state = toGppState({ location, policy, facts, tcf: hasTcf ? TCF : null });
      const { sections } = readGppStringOutline(state.gppString);
      const ids = sections.map(({ id }) => id);
      expect(state.sectionList).toEqual(ids);
      const prefixes = new Map(US_SECTIONS.map(({ id, prefix }) => [id, prefix]));
      const read = sections.map(({ id, text }) =>
        id === 2 ? ["tcfeuv2", TCF.subsections] : [prefixes.get(id), readUsSection(id, text)],
      );
      expect(state.parsedSections).toEqual(Object.fromEntries(read));
      expect(state.applicableSections).toEqual(ids.length > 0 ? ids : [-1]);
      expect(ids.length).toBeLessThanOrEqual(2);
      for (const id of ids) expect(state.supportedAPIs).toContain(`${id}:${id === 2 ? "tcfeuv2" : prefixes.get(id)}`);
    }),
  );
});

test("G36, G37: the other library reads the same out of the string", () => {
  const readable = locations.filter((location) => !/^US-(MD|IN|KY|RI)$/.test(location ?? ""));
  fc.assert(
    fc.property(readable, gppPolicies, usFacts, (location, policy, facts) => {
      const { gppString, parsedSections } = toGppState({ location, policy, facts });
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

test("G30, G10: section 2 holds the TC string unchanged, and brings the operator's id; without it the id is 1", () => {
  const facts = { isNotified: true, isOptedOut: true, gpc: false };
  const input = { location: "DE", policy: PLAIN_POLICY, facts };
  expect(toGppState({ ...input, tcf: TCF })).toMatchObject({
    ...{ gppString: `DBABMA~${TC_STRING}`, applicableSections: [2], cmpId: 31 },
    ...{ sectionList: [2], parsedSections: { tcfeuv2: TCF.subsections } },
  });
  expect(toGppState(input)).toMatchObject({ gppString: "DBAA", sectionList: [], applicableSections: [-1], cmpId: 1 });
});

test("G9: what is supported is named by id and prefix, as far as this policy goes", () => {
  const facts = { isNotified: false, isOptedOut: false, gpc: false };
  const policy = { ...PLAIN_POLICY, states: ["US-CA", "US-VA"] };
  expect(toGppState({ location: null, policy, facts }).supportedAPIs).toEqual(["8:usca", "9:usva"]);
  expect(toGppState({ location: null, policy, facts, tcf: TCF }).supportedAPIs[0]).toBe("2:tcfeuv2");
});
