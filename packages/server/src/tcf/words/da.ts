import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Vi og vores {count} partnere gemmer og læser oplysninger på din enhed, for eksempel cookies og identifikatorer, og bruger personoplysninger, for eksempel din IP-adresse og de sider, du besøger.",
    vendor_list: "Liste over partnere",
    purposes_text: "Med dit samtykke gør vi og disse partnere det til følgende formål:",
    special_features_text: "Med dit samtykke gør nogle også dette:",
    interests_text:
      "Nogle partnere beder ikke om dit samtykke, men støtter sig til deres legitime interesse. Det kan du gøre indsigelse mod i indstillingerne.",
    scope_text:
      "Dit valg gælder for denne side. Hvis du siger nej, virker siden lige så godt. Du kan til enhver tid ændre dit valg eller trække dit samtykke tilbage i privatlivsindstillingerne.",
  },
  dialog: {
    purposes: "Formål",
    vendors: "Leverandører",
    purposes_text:
      "Når leverandører beder om samtykke, handler de, hvis du tillader både formålet og leverandøren. Når de påberåber sig legitim interesse, handler de, medmindre du gør indsigelse.",
    consent: "Samtykke",
    legitimate_interest: "Legitim interesse",
    object: "Gør indsigelse",
    objected: "Indsigelse gjort",
    vendors_one: "{count} leverandør",
    vendors_other: "{count} leverandører",
    special_features: "Særlige funktioner",
    special_features_text: "De kan også bruges til »{purpose}«.",
    special_purposes: "Særlige formål",
    special_purposes_text: "Du kan ikke gøre indsigelse mod disse.",
    features: "Funktioner",
    examples: "Eksempler",
    other_purposes: "Sidens egne kategorier",
    other_purposes_text: "De hører ikke under IAB Transparency and Consent Framework.",
    own_storage: "Hvordan dit valg huskes",
    search: "Søg efter leverandører",
    all_listed: "Alle leverandører på listen",
    show_all: "Vis alle leverandører",
    data_categories: "Datakategorier",
    interest_explained: "Forklaring af den legitime interesse",
    cookies: "Cookies",
    up_to: "op til {duration}",
    refreshed: "fornyes ved brug",
    session: "under sessionen",
    other_access: "Anden lagring eller adgang",
    yes: "Ja",
    no: "Nej",
    disclosures: "Hvad der gemmes på din enhed",
    opt_out: "Husker et fravalg",
    domains: "Domæner",
    sdks: "Software i apps",
    loading: "Indlæser…",
    try_again: "Prøv igen",
  },
};
