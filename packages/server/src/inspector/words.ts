/** What the purposes of the Transparency and Consent Framework are about, in our words; the official texts are the list's. */
export const PURPOSES: Readonly<Record<number, string>> = {
  1: "store or read information on the device",
  2: "choose advertising by limited data",
  3: "build profiles for advertising",
  4: "choose advertising by profiles",
  5: "build profiles for content",
  6: "choose content by profiles",
  7: "measure advertising",
  8: "measure content",
  9: "understand audiences by statistics",
  10: "develop and improve services",
  11: "choose content by limited data",
};

export const SPECIAL_FEATURES: Readonly<Record<number, string>> = {
  1: "use precise location",
  2: "identify devices by information asked for actively",
};

/** Sections of GPP by id; those of the United States are named by their prefix. */
export const SECTIONS: Readonly<Record<number, string>> = {
  1: "tcfeuv1: Europe, first version (dead)",
  2: "tcfeuv2: Europe, TC string",
  5: "tcfcav1: Canada",
  6: "uspv1: US privacy string (deprecated)",
};

const STATES: Readonly<Record<string, string>> = {
  ...{ usnat: "United States, national", usca: "California", usva: "Virginia", usco: "Colorado", usut: "Utah" },
  ...{ usct: "Connecticut", usfl: "Florida", usmt: "Montana", usor: "Oregon", ustx: "Texas", usde: "Delaware" },
  ...{ usia: "Iowa", usne: "Nebraska", usnh: "New Hampshire", usnj: "New Jersey", ustn: "Tennessee" },
  ...{ usmn: "Minnesota", usmd: "Maryland", usin: "Indiana", usky: "Kentucky", usri: "Rhode Island" },
};

/** `usca: California`. */
export const toStateName = (prefix: string): string => `${prefix}: ${STATES[prefix] ?? "United States"}`;

const NOTICE = ["does not apply", "given", "not given"];
const OPT_OUT = ["does not apply", "opted out", "did not opt out"];
const CONSENT = ["does not apply", "no consent", "consent"];
const YES_NO = ["does not apply", "yes", "no"];

/** Says what a value of two bits means in a field of that name (standards of the US sections; G34 to G36). */
export function toValueName(field: string, value: number): string {
  const names = field.endsWith("Notice")
    ? NOTICE
    : /OptOut$/.test(field)
      ? OPT_OUT
      : field.startsWith("Mspa")
        ? YES_NO
        : CONSENT;
  return names[value] ?? "not defined";
}
