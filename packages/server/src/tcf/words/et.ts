import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Meie ja meie partnerid ({count}) salvestame ja loeme teie seadmes teavet, näiteks küpsiseid ja identifikaatoreid, ning kasutame isikuandmeid, näiteks teie IP-aadressi ja külastatavaid lehti.",
    vendor_list: "Partnerite loend",
    purposes_text: "Teie nõusolekul teeme meie ja nemad seda järgmistel eesmärkidel:",
    special_features_text: "Teie nõusolekul teevad mõned ka seda:",
    interests_text:
      "Mõned partnerid ei küsi teie nõusolekut ja tuginevad oma õigustatud huvile. Saate sellele seadetes vastuväite esitada.",
    scope_text:
      "Teie valik kehtib sellel saidil. Kui keeldute, töötab sait sama hästi. Saate oma valikut igal ajal privaatsusseadetes muuta või selle tagasi võtta.",
  },
  dialog: {
    purposes: "Eesmärgid",
    vendors: "Pakkujad",
    purposes_text:
      "Kui pakkuja küsib nõusolekut, tegutseb ta siis, kui lubate nii eesmärgi kui ka pakkuja. Kui ta tugineb õigustatud huvile, tegutseb ta juhul, kui te ei esita vastuväidet.",
    consent: "Nõusolek",
    legitimate_interest: "Õigustatud huvi",
    object: "Esita vastuväide",
    objected: "Vastuväide esitatud",
    vendors_one: "{count} pakkuja",
    vendors_other: "{count} pakkujat",
    special_features: "Erifunktsioonid",
    special_features_text: "Neid võidakse kasutada ka eesmärgil „{purpose}“.",
    special_purposes: "Erieesmärgid",
    special_purposes_text: "Nendele ei saa vastuväidet esitada.",
    features: "Funktsioonid",
    examples: "Näited",
    other_purposes: "Saidi enda rühmad",
    other_purposes_text: "Need ei kuulu IAB raamistikku Transparency and Consent Framework.",
    own_storage: "Kuidas teie valik meelde jäetakse",
    search: "Otsi pakkujaid",
    all_listed: "Kõik loetletud pakkujad",
    show_all: "Näita kõiki pakkujaid",
    data_categories: "Andmekategooriad",
    interest_explained: "Õigustatud huvi selgitus",
    cookies: "Küpsised",
    up_to: "kuni {duration}",
    refreshed: "kasutamisel pikeneb",
    session: "seansi ajaks",
    other_access: "Muu salvestamine või juurdepääs",
    yes: "Jah",
    no: "Ei",
    disclosures: "Mida see teie seadmesse salvestab",
    opt_out: "Jätab keeldumise meelde",
    domains: "Domeenid",
    sdks: "Tarkvara rakendustes",
    loading: "Laadimine…",
    try_again: "Proovi uuesti",
  },
};
