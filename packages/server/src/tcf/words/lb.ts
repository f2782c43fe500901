import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mir an eis {count} Partner späicheren a liesen Informatiounen op Ärem Apparat, wéi Cookien an Identifianten, a benotze perséinlech Donnéeën, wéi Är IP-Adress an d’Säiten, déi Dir besicht.",
    vendor_list: "Lëscht vun de Partner",
    purposes_text: "Mat Ärer Zoustëmmung maache mir a si dat fir dës Zwecker:",
    special_features_text: "Mat Ärer Zoustëmmung maachen der e puer och dat heiten:",
    interests_text:
      "E puer Partner froen Iech net ëm Är Zoustëmmung a beruffe sech op hire legitimen Interêt. Dir kënnt deem an den Astellunge widderspriechen.",
    scope_text:
      "Är Auswiel gëllt fir dëse Site. Wann Dir refuséiert, funktionéiert de Site genau esou gutt. Dir kënnt Är Auswiel zu all Moment an den Dateschutz-Astellungen änneren oder zréckzéien.",
  },
  dialog: {
    purposes: "Zwecker",
    vendors: "Ubidder",
    purposes_text:
      "Wou Ubidder ëm Zoustëmmung froen, handele si, wann Dir souwuel den Zweck wéi och den Ubidder erlaabt. Wou si sech op e legitimen Interêt beruffen, handele si, ausser Dir widderspriecht.",
    consent: "Zoustëmmung",
    legitimate_interest: "Legitimen Interêt",
    object: "Widderspriechen",
    objected: "Widdersprach",
    vendors_one: "{count} Ubidder",
    vendors_other: "{count} Ubidder",
    special_features: "Speziell Funktiounen",
    special_features_text: "Si kënnen och fir „{purpose}“ benotzt ginn.",
    special_purposes: "Speziell Zwecker",
    special_purposes_text: "Dëse kënnt Dir net widderspriechen.",
    features: "Funktiounen",
    examples: "Beispiller",
    other_purposes: "Dësem Site seng eege Kategorien",
    other_purposes_text: "Si sinn net Deel vum IAB Transparency and Consent Framework.",
    own_storage: "Wéi Är Auswiel verhale gëtt",
    search: "Ubidder sichen",
    all_listed: "All Ubidder op der Lëscht",
    show_all: "All Ubidder weisen",
    data_categories: "Kategorië vun Donnéeën",
    interest_explained: "Erklärung zum legitimen Interêt",
    cookies: "Cookien",
    up_to: "maximal {duration}",
    refreshed: "gëtt beim Benotzen erneiert",
    session: "fir d’Sessioun",
    other_access: "Aner Späicherung oder aneren Zougrëff",
    yes: "Jo",
    no: "Neen",
    disclosures: "Wat en op Ärem Apparat späichert",
    opt_out: "Verhält e Refus",
    domains: "Domainen",
    sdks: "Software an Appen",
    loading: "Gëtt gelueden…",
    try_again: "Nei probéieren",
  },
};
