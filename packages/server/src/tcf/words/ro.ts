import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Noi și partenerii noștri ({count}) stocăm și citim informații pe dispozitivul dvs., precum cookie-uri și identificatori, și folosim date cu caracter personal, precum adresa dvs. IP și paginile pe care le vizitați.",
    vendor_list: "Lista partenerilor",
    purposes_text: "Cu consimțământul dvs., noi și acești parteneri facem acest lucru în următoarele scopuri:",
    special_features_text: "Cu consimțământul dvs., unii fac și următoarele:",
    interests_text:
      "Unii parteneri nu vă cer consimțământul și se bazează pe interesul lor legitim. Vă puteți opune în setări.",
    scope_text:
      "Alegerea dvs. este valabilă pentru acest site. Dacă refuzați, site-ul funcționează la fel de bine. Puteți oricând să vă schimbați alegerea sau să vă retrageți consimțământul în setările de confidențialitate.",
  },
  dialog: {
    purposes: "Scopuri",
    vendors: "Furnizori",
    purposes_text:
      "Furnizorii care cer consimțământul acționează dacă permiteți atât scopul, cât și furnizorul. Cei care invocă un interes legitim acționează dacă nu vă opuneți.",
    consent: "Consimțământ",
    legitimate_interest: "Interes legitim",
    object: "Mă opun",
    objected: "Opoziție exprimată",
    vendors_one: "{count} furnizor",
    vendors_other: "Furnizori: {count}",
    special_features: "Caracteristici speciale",
    special_features_text: "Pot fi folosite și pentru „{purpose}”.",
    special_purposes: "Scopuri speciale",
    special_purposes_text: "Acestora nu vă puteți opune.",
    features: "Caracteristici",
    examples: "Exemple",
    other_purposes: "Categoriile proprii ale acestui site",
    other_purposes_text: "Nu fac parte din IAB Transparency and Consent Framework.",
    own_storage: "Cum este reținută alegerea dvs.",
    search: "Caută furnizori",
    all_listed: "Toți furnizorii din listă",
    show_all: "Arată toți furnizorii",
    data_categories: "Categorii de date",
    interest_explained: "Explicația interesului legitim",
    cookies: "Cookie-uri",
    up_to: "până la {duration}",
    refreshed: "se reînnoiește la utilizare",
    session: "pe durata sesiunii",
    other_access: "Altă stocare sau alt acces",
    yes: "Da",
    no: "Nu",
    disclosures: "Ce se stochează pe dispozitivul dvs.",
    opt_out: "Reține un refuz",
    domains: "Domenii",
    sdks: "Software în aplicații",
    loading: "Se încarcă…",
    try_again: "Încearcă din nou",
  },
};
