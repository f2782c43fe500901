import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mi i naši partneri ({count}) pohranjujemo i čitamo podatke na vašem uređaju, na primjer kolačiće i identifikatore, i koristimo osobne podatke, na primjer vašu IP-adresu i stranice koje posjećujete.",
    vendor_list: "Popis partnera",
    purposes_text: "Uz vašu privolu mi i ti partneri to radimo u sljedeće svrhe:",
    special_features_text: "Uz vašu privolu neki rade i ovo:",
    interests_text:
      "Neki partneri ne traže vašu privolu, nego se oslanjaju na svoj legitimni interes. Na to možete uložiti prigovor u postavkama.",
    scope_text:
      "Vaš odabir vrijedi za ovu stranicu. Ako odbijete, stranica radi jednako dobro. Odabir možete promijeniti ili privolu povući u svako doba u postavkama privatnosti.",
  },
  dialog: {
    purposes: "Svrhe",
    vendors: "Partneri",
    purposes_text:
      "Kad partneri traže privolu, djeluju ako dopustite i svrhu i partnera. Kad se pozivaju na legitimni interes, djeluju ako ne uložite prigovor.",
    consent: "Privola",
    legitimate_interest: "Legitimni interes",
    object: "Uloži prigovor",
    objected: "Prigovor uložen",
    vendors_one: "{count} partner",
    vendors_other: "Partneri: {count}",
    special_features: "Posebne značajke",
    special_features_text: "Mogu se koristiti i za „{purpose}”.",
    special_purposes: "Posebne svrhe",
    special_purposes_text: "Na njih ne možete uložiti prigovor.",
    features: "Značajke",
    examples: "Primjeri",
    other_purposes: "Vlastite skupine ove stranice",
    other_purposes_text: "Nisu dio okvira IAB Transparency and Consent Framework.",
    own_storage: "Kako se pamti vaš odabir",
    search: "Pretraži partnere",
    all_listed: "Svi partneri na popisu",
    show_all: "Prikaži sve partnere",
    data_categories: "Kategorije podataka",
    interest_explained: "Objašnjenje legitimnog interesa",
    cookies: "Kolačići",
    up_to: "najviše {duration}",
    refreshed: "obnavlja se pri korištenju",
    session: "tijekom sesije",
    other_access: "Druga pohrana ili pristup",
    yes: "Da",
    no: "Ne",
    disclosures: "Što se pohranjuje na vašem uređaju",
    opt_out: "Pamti odbijanje",
    domains: "Domene",
    sdks: "Softver u aplikacijama",
    loading: "Učitavanje…",
    try_again: "Pokušaj ponovno",
  },
};
