import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nosaltres i els nostres {count} socis emmagatzemem i llegim informació al vostre dispositiu, com ara galetes i identificadors, i fem servir dades personals, com ara la vostra adreça IP i les pàgines que visiteu.",
    vendor_list: "Llista de socis",
    purposes_text: "Amb el vostre consentiment, nosaltres i ells ho fem amb aquestes finalitats:",
    special_features_text: "Amb el vostre consentiment, alguns també fan això:",
    interests_text:
      "Alguns socis no us demanen el consentiment i es basen en el seu interès legítim. Us hi podeu oposar a la configuració.",
    scope_text:
      "La vostra elecció val per a aquest lloc. Si ho rebutgeu, el lloc funciona igual de bé. Podeu canviar o retirar l’elecció en qualsevol moment a la configuració de privacitat.",
  },
  dialog: {
    purposes: "Finalitats",
    vendors: "Proveïdors",
    purposes_text:
      "Quan els proveïdors demanen consentiment, actuen si permeteu tant la finalitat com el proveïdor. Quan al·leguen interès legítim, actuen tret que us hi oposeu.",
    consent: "Consentiment",
    legitimate_interest: "Interès legítim",
    object: "M’hi oposo",
    objected: "Oposició feta",
    vendors_one: "{count} proveïdor",
    vendors_other: "{count} proveïdors",
    special_features: "Característiques especials",
    special_features_text: "També es poden fer servir per a «{purpose}».",
    special_purposes: "Finalitats especials",
    special_purposes_text: "No us hi podeu oposar.",
    features: "Característiques",
    examples: "Exemples",
    other_purposes: "Categories pròpies d’aquest lloc",
    other_purposes_text: "No formen part de l’IAB Transparency and Consent Framework.",
    own_storage: "Com es recorda la vostra elecció",
    search: "Cerca proveïdors",
    all_listed: "Tots els proveïdors de la llista",
    show_all: "Mostra tots els proveïdors",
    data_categories: "Categories de dades",
    interest_explained: "Explicació de l’interès legítim",
    cookies: "Galetes",
    up_to: "fins a {duration}",
    refreshed: "es renova amb l’ús",
    session: "durant la sessió",
    other_access: "Un altre emmagatzematge o accés",
    yes: "Sí",
    no: "No",
    disclosures: "Què desa al vostre dispositiu",
    opt_out: "Recorda un rebuig",
    domains: "Dominis",
    sdks: "Programari en aplicacions",
    loading: "S’està carregant…",
    try_again: "Torna-ho a provar",
  },
};
