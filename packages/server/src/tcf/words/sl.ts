import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mi in naši partnerji ({count}) shranjujemo in beremo podatke na vaši napravi, na primer piškotke in identifikatorje, ter uporabljamo osebne podatke, na primer vaš naslov IP in strani, ki jih obiščete.",
    vendor_list: "Seznam partnerjev",
    purposes_text: "Z vašo privolitvijo to počnemo mi in oni za te namene:",
    special_features_text: "Z vašo privolitvijo nekateri počnejo tudi to:",
    interests_text:
      "Nekateri partnerji ne prosijo za privolitev in se opirajo na svoj zakoniti interes. Temu lahko ugovarjate v nastavitvah.",
    scope_text:
      "Vaša izbira velja za to spletno mesto. Če zavrnete, deluje enako dobro. Izbiro lahko kadar koli spremenite ali prekličete v nastavitvah zasebnosti.",
  },
  dialog: {
    purposes: "Nameni",
    vendors: "Dobavitelji",
    purposes_text:
      "Kjer dobavitelji prosijo za privolitev, delujejo, če dovolite tako namen kot dobavitelja. Kjer uveljavljajo zakoniti interes, delujejo, razen če ugovarjate.",
    consent: "Privolitev",
    legitimate_interest: "Zakoniti interes",
    object: "Ugovarjaj",
    objected: "Ugovor podan",
    vendors_one: "{count} dobavitelj",
    vendors_other: "Dobavitelji: {count}",
    special_features: "Posebne funkcije",
    special_features_text: "Uporabijo se lahko tudi za »{purpose}«.",
    special_purposes: "Posebni nameni",
    special_purposes_text: "Tem ne morete ugovarjati.",
    features: "Funkcije",
    examples: "Primeri",
    other_purposes: "Lastne skupine tega spletnega mesta",
    other_purposes_text: "Te niso del okvira IAB Transparency and Consent Framework.",
    own_storage: "Kako si zapomnimo vašo izbiro",
    search: "Išči dobavitelje",
    all_listed: "Vsi navedeni dobavitelji",
    show_all: "Pokaži vse dobavitelje",
    data_categories: "Vrste podatkov",
    interest_explained: "Pojasnilo zakonitega interesa",
    cookies: "Piškotki",
    up_to: "največ {duration}",
    refreshed: "ob uporabi se podaljša",
    session: "za čas seje",
    other_access: "Drugo shranjevanje ali dostop",
    yes: "Da",
    no: "Ne",
    disclosures: "Kaj shranjuje na vaši napravi",
    opt_out: "Zapomni si zavrnitev",
    domains: "Domene",
    sdks: "Programska oprema v aplikacijah",
    loading: "Nalaganje…",
    try_again: "Poskusi znova",
  },
};
