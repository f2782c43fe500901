import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Me ja {count} kumppaniamme tallennamme laitteellesi ja luemme siltä tietoja, kuten evästeitä ja tunnisteita, ja käytämme henkilötietoja, kuten IP-osoitettasi ja tietoa sivuista, joilla käyt.",
    vendor_list: "Luettelo kumppaneista",
    purposes_text: "Suostumuksellasi me ja nämä kumppanit teemme näin seuraaviin tarkoituksiin:",
    special_features_text: "Suostumuksellasi jotkin tekevät myös seuraavaa:",
    interests_text:
      "Jotkin kumppanit eivät pyydä suostumustasi vaan vetoavat oikeutettuun etuunsa. Voit vastustaa sitä asetuksissa.",
    scope_text:
      "Valintasi koskee tätä sivustoa. Sivusto toimii yhtä hyvin, vaikka kieltäydyt. Voit muuttaa valintaasi tai peruuttaa suostumuksesi milloin tahansa yksityisyysasetuksissa.",
  },
  dialog: {
    purposes: "Tarkoitukset",
    vendors: "Kumppanit",
    purposes_text:
      "Kun kumppani pyytää suostumusta, se toimii, jos sallit sekä tarkoituksen että kumppanin. Kun kumppani vetoaa oikeutettuun etuun, se toimii, ellet vastusta sitä.",
    consent: "Suostumus",
    legitimate_interest: "Oikeutettu etu",
    object: "Vastusta",
    objected: "Vastustettu",
    vendors_one: "{count} kumppani",
    vendors_other: "{count} kumppania",
    special_features: "Erityisominaisuudet",
    special_features_text: "Niitä voidaan käyttää myös tarkoitukseen ”{purpose}”.",
    special_purposes: "Erityistarkoitukset",
    special_purposes_text: "Näitä et voi vastustaa.",
    features: "Ominaisuudet",
    examples: "Esimerkkejä",
    other_purposes: "Tämän sivuston omat luokat",
    other_purposes_text: "Ne eivät ole osa IAB Transparency and Consent Framework -kehystä.",
    own_storage: "Miten valintasi muistetaan",
    search: "Etsi kumppaneita",
    all_listed: "Kaikki luettelon kumppanit",
    show_all: "Näytä kaikki kumppanit",
    data_categories: "Tietoryhmät",
    interest_explained: "Oikeutetun edun selitys",
    cookies: "Evästeet",
    up_to: "enintään {duration}",
    refreshed: "uusiutuu käytettäessä",
    session: "istunnon ajan",
    other_access: "Muu tallennus tai pääsy tietoihin",
    yes: "Kyllä",
    no: "Ei",
    disclosures: "Mitä laitteellesi tallennetaan",
    opt_out: "Muistaa kiellon",
    domains: "Verkkotunnukset",
    sdks: "Ohjelmistot sovelluksissa",
    loading: "Ladataan…",
    try_again: "Yritä uudelleen",
  },
};
