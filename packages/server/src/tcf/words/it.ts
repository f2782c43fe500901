import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Noi e i nostri {count} partner archiviamo e leggiamo informazioni sul tuo dispositivo, come cookie e identificatori, e usiamo dati personali, come il tuo indirizzo IP e le pagine che visiti.",
    vendor_list: "Elenco dei partner",
    purposes_text: "Con il tuo consenso, noi e questi partner lo facciamo per le seguenti finalità:",
    special_features_text: "Con il tuo consenso, alcuni fanno anche questo:",
    interests_text:
      "Alcuni partner non chiedono il tuo consenso e si basano sul proprio legittimo interesse. Puoi opporti nelle impostazioni.",
    scope_text:
      "La tua scelta vale per questo sito. Se rifiuti, il sito funziona altrettanto bene. Puoi cambiare la tua scelta o revocare il consenso in qualsiasi momento nelle impostazioni sulla privacy.",
  },
  dialog: {
    purposes: "Finalità",
    vendors: "Fornitori",
    purposes_text:
      "I fornitori che chiedono il consenso agiscono se consenti sia la finalità sia il fornitore. Quelli che fanno valere un legittimo interesse agiscono a meno che tu non ti opponga.",
    consent: "Consenso",
    legitimate_interest: "Legittimo interesse",
    object: "Opponiti",
    objected: "Opposizione espressa",
    vendors_one: "{count} fornitore",
    vendors_other: "{count} fornitori",
    special_features: "Funzionalità speciali",
    special_features_text: "Possono essere usate anche per «{purpose}».",
    special_purposes: "Finalità speciali",
    special_purposes_text: "A queste non puoi opporti.",
    features: "Funzionalità",
    examples: "Esempi",
    other_purposes: "Categorie proprie di questo sito",
    other_purposes_text: "Non fanno parte dell’IAB Transparency and Consent Framework.",
    own_storage: "Come viene ricordata la tua scelta",
    search: "Cerca fornitori",
    all_listed: "Tutti i fornitori in elenco",
    show_all: "Mostra tutti i fornitori",
    data_categories: "Categorie di dati",
    interest_explained: "Spiegazione del legittimo interesse",
    cookies: "Cookie",
    up_to: "fino a {duration}",
    refreshed: "si rinnova con l’uso",
    session: "per la sessione",
    other_access: "Altra archiviazione o altro accesso",
    yes: "Sì",
    no: "No",
    disclosures: "Che cosa viene archiviato sul tuo dispositivo",
    opt_out: "Ricorda un rifiuto",
    domains: "Domini",
    sdks: "Software nelle app",
    loading: "Caricamento…",
    try_again: "Riprova",
  },
};
