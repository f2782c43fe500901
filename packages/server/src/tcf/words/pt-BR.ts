import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nós e nossos {count} parceiros armazenamos e lemos informações no seu dispositivo, como cookies e identificadores, e usamos dados pessoais, como seu endereço IP e as páginas que você visita.",
    vendor_list: "Lista de parceiros",
    purposes_text: "Com seu consentimento, nós e esses parceiros fazemos isso para as seguintes finalidades:",
    special_features_text: "Com seu consentimento, alguns também fazem o seguinte:",
    interests_text:
      "Alguns parceiros não pedem seu consentimento e se baseiam no interesse legítimo deles. Você pode se opor a isso nas configurações.",
    scope_text:
      "Sua escolha vale para este site. Se você recusar, o site funciona igualmente bem. Você pode mudar sua escolha ou retirar seu consentimento a qualquer momento nas configurações de privacidade.",
  },
  dialog: {
    purposes: "Finalidades",
    vendors: "Fornecedores",
    purposes_text:
      "Os fornecedores que pedem consentimento agem se você permitir tanto a finalidade quanto o fornecedor. Os que alegam interesse legítimo agem, a menos que você se oponha.",
    consent: "Consentimento",
    legitimate_interest: "Interesse legítimo",
    object: "Opor-se",
    objected: "Oposição expressa",
    vendors_one: "{count} fornecedor",
    vendors_other: "{count} fornecedores",
    special_features: "Funcionalidades especiais",
    special_features_text: "Também podem ser usadas para “{purpose}”.",
    special_purposes: "Finalidades especiais",
    special_purposes_text: "Você não pode se opor a estas.",
    features: "Funcionalidades",
    examples: "Exemplos",
    other_purposes: "Categorias próprias deste site",
    other_purposes_text: "Elas não fazem parte do IAB Transparency and Consent Framework.",
    own_storage: "Como sua escolha é lembrada",
    search: "Buscar fornecedores",
    all_listed: "Todos os fornecedores da lista",
    show_all: "Mostrar todos os fornecedores",
    data_categories: "Categorias de dados",
    interest_explained: "Explicação do interesse legítimo",
    cookies: "Cookies",
    up_to: "até {duration}",
    refreshed: "renovado com o uso",
    session: "durante a sessão",
    other_access: "Outro armazenamento ou acesso",
    yes: "Sim",
    no: "Não",
    disclosures: "O que é armazenado no seu dispositivo",
    opt_out: "Lembra uma recusa",
    domains: "Domínios",
    sdks: "Software em aplicativos",
    loading: "Carregando…",
    try_again: "Tentar novamente",
  },
};
