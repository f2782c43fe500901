import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nós e os nossos {count} parceiros armazenamos e lemos informações no seu dispositivo, como cookies e identificadores, e utilizamos dados pessoais, como o seu endereço IP e as páginas que visita.",
    vendor_list: "Lista de parceiros",
    purposes_text: "Com o seu consentimento, nós e estes parceiros fazemo-lo para as seguintes finalidades:",
    special_features_text: "Com o seu consentimento, alguns também fazem o seguinte:",
    interests_text:
      "Alguns parceiros não pedem o seu consentimento e baseiam-se no interesse legítimo deles. Pode opor-se a isso nas definições.",
    scope_text:
      "A sua escolha é válida para este site. Se recusar, o site funciona igualmente bem. Pode alterar a sua escolha ou retirar o seu consentimento a qualquer momento nas definições de privacidade.",
  },
  dialog: {
    purposes: "Finalidades",
    vendors: "Fornecedores",
    purposes_text:
      "Os fornecedores que pedem consentimento atuam se permitir tanto a finalidade como o fornecedor. Os que invocam um interesse legítimo atuam, a menos que se oponha.",
    consent: "Consentimento",
    legitimate_interest: "Interesse legítimo",
    object: "Opor-se",
    objected: "Oposição expressa",
    vendors_one: "{count} fornecedor",
    vendors_other: "{count} fornecedores",
    special_features: "Características especiais",
    special_features_text: "Também podem ser utilizadas para «{purpose}».",
    special_purposes: "Finalidades especiais",
    special_purposes_text: "A estas não pode opor-se.",
    features: "Características",
    examples: "Exemplos",
    other_purposes: "Categorias próprias deste site",
    other_purposes_text: "Não fazem parte do IAB Transparency and Consent Framework.",
    own_storage: "Como a sua escolha é memorizada",
    search: "Procurar fornecedores",
    all_listed: "Todos os fornecedores da lista",
    show_all: "Mostrar todos os fornecedores",
    data_categories: "Categorias de dados",
    interest_explained: "Explicação do interesse legítimo",
    cookies: "Cookies",
    up_to: "até {duration}",
    refreshed: "renovado com a utilização",
    session: "durante a sessão",
    other_access: "Outro armazenamento ou acesso",
    yes: "Sim",
    no: "Não",
    disclosures: "O que é armazenado no seu dispositivo",
    opt_out: "Memoriza uma recusa",
    domains: "Domínios",
    sdks: "Software em aplicações",
    loading: "A carregar…",
    try_again: "Tentar novamente",
  },
};
