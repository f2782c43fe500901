import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gppPolicies, locations, PLAIN_POLICY, usFacts } from "../../test/gpp-policies.ts";
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
      expect(sections).toEqual(state.parts.map(({ id, text }) => ({ id, text })));
      for (const { id, text, subsections } of state.parts) {
        if (id !== 2) expect(readUsSection(id, text)).toEqual(subsections);
      }
      const ids = sections.map(({ id }) => id);
      expect(state.applicableSections).toEqual(ids.length > 0 ? ids : [-1]);
      expect(ids.length).toBeLessThanOrEqual(2);
      for (const { id, prefix } of state.parts) expect(state.supportedApis).toContain(`${id}:${prefix}`);
    }),
  );
});

test("G36, G37: the other library reads the same out of the string", () => {
  const readable = locations.filter((location) => !/^US-(MD|IN|KY|RI)$/.test(location ?? ""));
  fc.assert(
    fc.property(readable, gppPolicies, usFacts, (location, policy, facts) => {
      const { gppString, parts } = toGppState({ location, policy, facts });
      const model = new GppModel(gppString);
      for (const { prefix, subsections } of parts) {
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
    parts: [{ id: 2, prefix: "tcfeuv2", text: TC_STRING, subsections: TCF.subsections }],
  });
  expect(toGppState(input)).toMatchObject({ gppString: "DBAA", parts: [], applicableSections: [-1], cmpId: 1 });
});

test("G9: what is supported is named by id and prefix, as far as this policy goes", () => {
  const facts = { isNotified: false, isOptedOut: false, gpc: false };
  const policy = { ...PLAIN_POLICY, states: ["US-CA", "US-VA"] };
  expect(toGppState({ location: null, policy, facts }).supportedApis).toEqual(["8:usca", "9:usva"]);
  expect(toGppState({ location: null, policy, facts, tcf: TCF }).supportedApis[0]).toBe("2:tcfeuv2");
});
