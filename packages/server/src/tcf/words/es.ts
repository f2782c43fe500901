import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nosotros y nuestros {count} socios almacenamos y leemos información en su dispositivo, como cookies e identificadores, y utilizamos datos personales, como su dirección IP y las páginas que visita.",
    vendor_list: "Lista de socios",
    purposes_text: "Con su consentimiento, nosotros y estos socios lo hacemos con las siguientes finalidades:",
    special_features_text: "Con su consentimiento, algunos también hacen lo siguiente:",
    interests_text:
      "Algunos socios no piden su consentimiento y se basan en su propio interés legítimo. Puede oponerse a ello en la configuración.",
    scope_text:
      "Su elección vale para este sitio. Si rechaza, el sitio funciona igual de bien. Puede cambiar su elección o retirar su consentimiento en cualquier momento en la configuración de privacidad.",
  },
  dialog: {
    purposes: "Finalidades",
    vendors: "Proveedores",
    purposes_text:
      "Los proveedores que piden consentimiento actúan si usted permite tanto la finalidad como el proveedor. Los que alegan un interés legítimo actúan salvo que usted se oponga.",
    consent: "Consentimiento",
    legitimate_interest: "Interés legítimo",
    object: "Oponerse",
    objected: "Oposición expresada",
    vendors_one: "{count} proveedor",
    vendors_other: "{count} proveedores",
    special_features: "Funcionalidades especiales",
    special_features_text: "También pueden utilizarse para «{purpose}».",
    special_purposes: "Finalidades especiales",
    special_purposes_text: "No puede oponerse a ellas.",
    features: "Funcionalidades",
    examples: "Ejemplos",
    other_purposes: "Categorías propias de este sitio",
    other_purposes_text: "No forman parte del IAB Transparency and Consent Framework.",
    own_storage: "Cómo se recuerda su elección",
    search: "Buscar proveedores",
    all_listed: "Todos los proveedores de la lista",
    show_all: "Mostrar todos los proveedores",
    data_categories: "Categorías de datos",
    interest_explained: "Explicación del interés legítimo",
    cookies: "Cookies",
    up_to: "hasta {duration}",
    refreshed: "se renueva con el uso",
    session: "durante la sesión",
    other_access: "Otro almacenamiento o acceso",
    yes: "Sí",
    no: "No",
    disclosures: "Qué se almacena en su dispositivo",
    opt_out: "Recuerda un rechazo",
    domains: "Dominios",
    sdks: "Software en aplicaciones",
    loading: "Cargando…",
    try_again: "Reintentar",
  },
};
