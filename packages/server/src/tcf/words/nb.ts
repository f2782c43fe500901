import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Vi og våre {count} partnere lagrer og leser informasjon på enheten din, som informasjonskapsler og identifikatorer, og bruker personopplysninger, som IP-adressen din og sidene du besøker.",
    vendor_list: "Liste over partnere",
    purposes_text: "Med ditt samtykke gjør vi og disse partnerne det for følgende formål:",
    special_features_text: "Med ditt samtykke gjør noen også dette:",
    interests_text:
      "Noen partnere ber ikke om ditt samtykke, men bygger på sin berettigede interesse. Du kan protestere mot det i innstillingene.",
    scope_text:
      "Valget ditt gjelder for dette nettstedet. Om du sier nei, fungerer nettstedet like godt. Du kan når som helst endre valget ditt eller trekke tilbake samtykket i personverninnstillingene.",
  },
  dialog: {
    purposes: "Formål",
    vendors: "Leverandører",
    purposes_text:
      "Når leverandører ber om samtykke, handler de hvis du tillater både formålet og leverandøren. Når de påberoper seg berettiget interesse, handler de med mindre du protesterer.",
    consent: "Samtykke",
    legitimate_interest: "Berettiget interesse",
    object: "Protester",
    objected: "Protestert",
    vendors_one: "{count} leverandør",
    vendors_other: "{count} leverandører",
    special_features: "Spesialfunksjoner",
    special_features_text: "De kan også brukes til «{purpose}».",
    special_purposes: "Spesialformål",
    special_purposes_text: "Du kan ikke protestere mot disse.",
    features: "Funksjoner",
    examples: "Eksempler",
    other_purposes: "Nettstedets egne kategorier",
    other_purposes_text: "De er ikke en del av IAB Transparency and Consent Framework.",
    own_storage: "Hvordan valget ditt huskes",
    search: "Søk etter leverandører",
    all_listed: "Alle leverandører på listen",
    show_all: "Vis alle leverandører",
    data_categories: "Kategorier av opplysninger",
    interest_explained: "Forklaring av den berettigede interessen",
    cookies: "Informasjonskapsler",
    up_to: "opptil {duration}",
    refreshed: "fornyes ved bruk",
    session: "for økten",
    other_access: "Annen lagring eller tilgang",
    yes: "Ja",
    no: "Nei",
    disclosures: "Hva som lagres på enheten din",
    opt_out: "Husker en reservasjon",
    domains: "Domener",
    sdks: "Programvare i apper",
    loading: "Laster…",
    try_again: "Prøv igjen",
  },
};
