import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Wir und unsere {count} Partner speichern und lesen Informationen auf Ihrem Gerät, etwa Cookies und Kennungen, und nutzen personenbezogene Daten, etwa Ihre IP-Adresse und die Seiten, die Sie besuchen.",
    vendor_list: "Liste der Partner",
    purposes_text: "Mit Ihrer Einwilligung tun wir und diese Partner das für folgende Zwecke:",
    special_features_text: "Mit Ihrer Einwilligung tun einige auch Folgendes:",
    interests_text:
      "Einige Partner bitten nicht um Ihre Einwilligung und stützen sich auf ihr berechtigtes Interesse. Dem können Sie in den Einstellungen widersprechen.",
    scope_text:
      "Ihre Auswahl gilt für diese Website. Wenn Sie ablehnen, funktioniert die Website genauso gut. Sie können Ihre Auswahl jederzeit in den Datenschutz-Einstellungen ändern oder Ihre Einwilligung dort widerrufen.",
  },
  dialog: {
    purposes: "Zwecke",
    vendors: "Anbieter",
    purposes_text:
      "Wo Anbieter um Einwilligung bitten, werden sie tätig, wenn Sie sowohl den Zweck als auch den Anbieter erlauben. Wo sie sich auf ein berechtigtes Interesse berufen, werden sie tätig, sofern Sie nicht widersprechen.",
    consent: "Einwilligung",
    legitimate_interest: "Berechtigtes Interesse",
    object: "Widersprechen",
    objected: "Widersprochen",
    vendors_one: "{count} Anbieter",
    vendors_other: "{count} Anbieter",
    special_features: "Besondere Funktionen",
    special_features_text: "Sie können auch für „{purpose}“ genutzt werden.",
    special_purposes: "Besondere Zwecke",
    special_purposes_text: "Diesen können Sie nicht widersprechen.",
    features: "Funktionen",
    examples: "Beispiele",
    other_purposes: "Eigene Kategorien dieser Website",
    other_purposes_text: "Sie gehören nicht zum IAB Transparency and Consent Framework.",
    own_storage: "Wie Ihre Auswahl gespeichert wird",
    search: "Anbieter suchen",
    all_listed: "Alle aufgeführten Anbieter",
    show_all: "Alle Anbieter anzeigen",
    data_categories: "Datenkategorien",
    interest_explained: "Erläuterung des berechtigten Interesses",
    cookies: "Cookies",
    up_to: "bis zu {duration}",
    refreshed: "bei Nutzung erneuert",
    session: "für die Sitzung",
    other_access: "Andere Speicherung oder anderer Zugriff",
    yes: "Ja",
    no: "Nein",
    disclosures: "Was auf Ihrem Gerät gespeichert wird",
    opt_out: "Merkt sich einen Widerspruch",
    domains: "Domains",
    sdks: "Software in Apps",
    loading: "Wird geladen…",
    try_again: "Erneut versuchen",
  },
};
