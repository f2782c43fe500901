import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Wij en onze {count} partners bewaren en lezen informatie op uw apparaat, zoals cookies en identificatoren, en gebruiken persoonsgegevens, zoals uw IP-adres en de pagina’s die u bezoekt.",
    vendor_list: "Lijst van partners",
    purposes_text: "Met uw toestemming doen wij en deze partners dat voor de volgende doelen:",
    special_features_text: "Met uw toestemming doen sommige ook dit:",
    interests_text:
      "Sommige partners vragen uw toestemming niet en baseren zich op hun gerechtvaardigd belang. Daartegen kunt u bezwaar maken in de instellingen.",
    scope_text:
      "Uw keuze geldt voor deze site. Als u weigert, werkt de site net zo goed. U kunt altijd uw keuze wijzigen of uw toestemming intrekken in de privacyinstellingen.",
  },
  dialog: {
    purposes: "Doelen",
    vendors: "Leveranciers",
    purposes_text:
      "Waar leveranciers toestemming vragen, worden ze actief als u zowel het doel als de leverancier toestaat. Waar ze zich op een gerechtvaardigd belang beroepen, worden ze actief tenzij u bezwaar maakt.",
    consent: "Toestemming",
    legitimate_interest: "Gerechtvaardigd belang",
    object: "Bezwaar maken",
    objected: "Bezwaar gemaakt",
    vendors_one: "{count} leverancier",
    vendors_other: "{count} leveranciers",
    special_features: "Speciale functies",
    special_features_text: "Ze kunnen ook worden gebruikt voor ‘{purpose}’.",
    special_purposes: "Speciale doelen",
    special_purposes_text: "Hiertegen kunt u geen bezwaar maken.",
    features: "Functies",
    examples: "Voorbeelden",
    other_purposes: "Eigen categorieën van deze site",
    other_purposes_text: "Deze vallen niet onder het IAB Transparency and Consent Framework.",
    own_storage: "Hoe uw keuze wordt onthouden",
    search: "Leveranciers zoeken",
    all_listed: "Alle leveranciers in de lijst",
    show_all: "Alle leveranciers tonen",
    data_categories: "Categorieën van gegevens",
    interest_explained: "Uitleg over het gerechtvaardigd belang",
    cookies: "Cookies",
    up_to: "maximaal {duration}",
    refreshed: "vernieuwd bij gebruik",
    session: "voor de sessie",
    other_access: "Andere opslag of toegang",
    yes: "Ja",
    no: "Nee",
    disclosures: "Wat op uw apparaat wordt bewaard",
    opt_out: "Onthoudt een opt-out",
    domains: "Domeinen",
    sdks: "Software in apps",
    loading: "Laden…",
    try_again: "Opnieuw proberen",
  },
};
