import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Vi och våra {count} partner lagrar och läser information på din enhet, till exempel kakor och identifierare, och använder personuppgifter, till exempel din IP-adress och de sidor som du besöker.",
    vendor_list: "Lista över partner",
    purposes_text: "Med ditt samtycke gör vi och dessa partner det för följande syften:",
    special_features_text: "Med ditt samtycke gör vissa även detta:",
    interests_text:
      "Vissa partner ber inte om ditt samtycke utan stöder sig på sitt berättigade intresse. Du kan invända mot det i inställningarna.",
    scope_text:
      "Ditt val gäller för den här webbplatsen. Om du säger nej fungerar den lika bra. Du kan när som helst ändra ditt val eller återkalla ditt samtycke i integritetsinställningarna.",
  },
  dialog: {
    purposes: "Syften",
    vendors: "Leverantörer",
    purposes_text:
      "När leverantörer ber om samtycke agerar de om du tillåter både syftet och leverantören. När de hävdar berättigat intresse agerar de om du inte invänder.",
    consent: "Samtycke",
    legitimate_interest: "Berättigat intresse",
    object: "Invänd",
    objected: "Invändning gjord",
    vendors_one: "{count} leverantör",
    vendors_other: "{count} leverantörer",
    special_features: "Specialfunktioner",
    special_features_text: "De kan även användas för ”{purpose}”.",
    special_purposes: "Specialsyften",
    special_purposes_text: "Du kan inte invända mot dessa.",
    features: "Funktioner",
    examples: "Exempel",
    other_purposes: "Webbplatsens egna kategorier",
    other_purposes_text: "De ingår inte i IAB Transparency and Consent Framework.",
    own_storage: "Hur ditt val sparas",
    search: "Sök leverantörer",
    all_listed: "Alla leverantörer i listan",
    show_all: "Visa alla leverantörer",
    data_categories: "Kategorier av uppgifter",
    interest_explained: "Förklaring av det berättigade intresset",
    cookies: "Kakor",
    up_to: "upp till {duration}",
    refreshed: "förnyas vid användning",
    session: "under sessionen",
    other_access: "Annan lagring eller åtkomst",
    yes: "Ja",
    no: "Nej",
    disclosures: "Vad som lagras på din enhet",
    opt_out: "Minns en avanmälan",
    domains: "Domäner",
    sdks: "Programvara i appar",
    loading: "Läser in…",
    try_again: "Försök igen",
  },
};
