import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mi i naši partneri ({count}) čuvamo i čitamo informacije na vašem uređaju, kao što su kolačići i identifikatori, i koristimo lične podatke, kao što su vaša IP adresa i stranice koje posećujete.",
    vendor_list: "Lista partnera",
    purposes_text: "Uz vašu saglasnost, mi i oni to radimo u ove svrhe:",
    special_features_text: "Uz vašu saglasnost, neki rade i ovo:",
    interests_text:
      "Neki partneri ne traže vašu saglasnost i oslanjaju se na svoj legitimni interes. Tome se možete usprotiviti u podešavanjima.",
    scope_text:
      "Vaš izbor važi za ovaj sajt. Ako odbijete, sajt radi jednako dobro. Izbor možete promeniti ili povući u svakom trenutku u podešavanjima privatnosti.",
  },
  dialog: {
    purposes: "Svrhe",
    vendors: "Dobavljači",
    purposes_text:
      "Kada dobavljač traži saglasnost, deluje ako dozvolite i svrhu i dobavljača. Kada se poziva na legitimni interes, deluje osim ako se usprotivite.",
    consent: "Saglasnost",
    legitimate_interest: "Legitimni interes",
    object: "Uloži prigovor",
    objected: "Prigovor uložen",
    vendors_one: "{count} dobavljač",
    vendors_other: "Dobavljači: {count}",
    special_features: "Posebne funkcije",
    special_features_text: "Mogu se koristiti i za „{purpose}“.",
    special_purposes: "Posebne svrhe",
    special_purposes_text: "Njima se ne možete usprotiviti.",
    features: "Funkcije",
    examples: "Primeri",
    other_purposes: "Sopstvene grupe ovog sajta",
    other_purposes_text: "One nisu deo okvira IAB Transparency and Consent Framework.",
    own_storage: "Kako se pamti vaš izbor",
    search: "Pretraži dobavljače",
    all_listed: "Svi navedeni dobavljači",
    show_all: "Prikaži sve dobavljače",
    data_categories: "Kategorije podataka",
    interest_explained: "Objašnjenje legitimnog interesa",
    cookies: "Kolačići",
    up_to: "najviše {duration}",
    refreshed: "obnavlja se pri korišćenju",
    session: "za vreme sesije",
    other_access: "Drugo čuvanje ili pristup",
    yes: "Da",
    no: "Ne",
    disclosures: "Šta čuva na vašem uređaju",
    opt_out: "Pamti odbijanje",
    domains: "Domeni",
    sdks: "Softver u aplikacijama",
    loading: "Učitavanje…",
    try_again: "Pokušaj ponovo",
  },
};
