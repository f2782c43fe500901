import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nós e os nosos {count} socios almacenamos e lemos información no seu dispositivo, como cookies e identificadores, e usamos datos persoais, como o seu enderezo IP e as páxinas que visita.",
    vendor_list: "Lista de socios",
    purposes_text: "Co seu consentimento, nós e eles facémolo con estas finalidades:",
    special_features_text: "Co seu consentimento, algúns tamén fan isto:",
    interests_text:
      "Algúns socios non lle piden o consentimento e baséanse no seu interese lexítimo. Pode opoñerse na configuración.",
    scope_text:
      "A súa escolla vale para este sitio. Se rexeita, o sitio funciona igual de ben. Pode cambiar ou retirar a súa escolla en calquera momento na configuración de privacidade.",
  },
  dialog: {
    purposes: "Finalidades",
    vendors: "Provedores",
    purposes_text:
      "Cando os provedores piden consentimento, actúan se permite tanto a finalidade como o provedor. Cando alegan interese lexítimo, actúan agás que se opoña.",
    consent: "Consentimento",
    legitimate_interest: "Interese lexítimo",
    object: "Opoñerse",
    objected: "Oposición feita",
    vendors_one: "{count} provedor",
    vendors_other: "{count} provedores",
    special_features: "Características especiais",
    special_features_text: "Tamén se poden usar para «{purpose}».",
    special_purposes: "Finalidades especiais",
    special_purposes_text: "Non pode opoñerse a estas.",
    features: "Características",
    examples: "Exemplos",
    other_purposes: "Categorías propias deste sitio",
    other_purposes_text: "Non forman parte do IAB Transparency and Consent Framework.",
    own_storage: "Como se lembra a súa escolla",
    search: "Buscar provedores",
    all_listed: "Todos os provedores da lista",
    show_all: "Amosar todos os provedores",
    data_categories: "Categorías de datos",
    interest_explained: "Explicación do interese lexítimo",
    cookies: "Cookies",
    up_to: "ata {duration}",
    refreshed: "renóvase co uso",
    session: "durante a sesión",
    other_access: "Outro almacenamento ou acceso",
    yes: "Si",
    no: "Non",
    disclosures: "Que garda no seu dispositivo",
    opt_out: "Lembra un rexeitamento",
    domains: "Dominios",
    sdks: "Software en aplicacións",
    loading: "Cargando…",
    try_again: "Tentar de novo",
  },
};
