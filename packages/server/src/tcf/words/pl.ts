import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "My i nasi partnerzy ({count}) przechowujemy i odczytujemy informacje na Twoim urządzeniu, takie jak pliki cookie i identyfikatory, oraz używamy danych osobowych, takich jak Twój adres IP i odwiedzane strony.",
    vendor_list: "Lista partnerów",
    purposes_text: "Za Twoją zgodą my i ci partnerzy robimy to w następujących celach:",
    special_features_text: "Za Twoją zgodą niektórzy robią także to:",
    interests_text:
      "Niektórzy partnerzy nie proszą o Twoją zgodę i opierają się na swoim prawnie uzasadnionym interesie. Możesz się temu sprzeciwić w ustawieniach.",
    scope_text:
      "Twój wybór dotyczy tej strony. Jeśli odmówisz, strona będzie działać tak samo dobrze. W każdej chwili możesz zmienić wybór lub wycofać zgodę w ustawieniach prywatności.",
  },
  dialog: {
    purposes: "Cele",
    vendors: "Dostawcy",
    purposes_text:
      "Gdy dostawca prosi o zgodę, działa, jeśli zezwolisz zarówno na cel, jak i na dostawcę. Gdy powołuje się na prawnie uzasadniony interes, działa, chyba że zgłosisz sprzeciw.",
    consent: "Zgoda",
    legitimate_interest: "Prawnie uzasadniony interes",
    object: "Zgłoś sprzeciw",
    objected: "Zgłoszono sprzeciw",
    vendors_one: "{count} dostawca",
    vendors_other: "Dostawcy: {count}",
    special_features: "Funkcje specjalne",
    special_features_text: "Mogą też służyć celowi „{purpose}”.",
    special_purposes: "Cele specjalne",
    special_purposes_text: "Wobec nich nie można zgłosić sprzeciwu.",
    features: "Funkcje",
    examples: "Przykłady",
    other_purposes: "Własne kategorie tej strony",
    other_purposes_text: "Nie są częścią IAB Transparency and Consent Framework.",
    own_storage: "Jak zapamiętywany jest Twój wybór",
    search: "Szukaj dostawców",
    all_listed: "Wszyscy dostawcy z listy",
    show_all: "Pokaż wszystkich dostawców",
    data_categories: "Kategorie danych",
    interest_explained: "Wyjaśnienie prawnie uzasadnionego interesu",
    cookies: "Pliki cookie",
    up_to: "najwyżej {duration}",
    refreshed: "odnawiane przy użyciu",
    session: "na czas sesji",
    other_access: "Inne przechowywanie lub dostęp",
    yes: "Tak",
    no: "Nie",
    disclosures: "Co jest przechowywane na Twoim urządzeniu",
    opt_out: "Zapamiętuje rezygnację",
    domains: "Domeny",
    sdks: "Oprogramowanie w aplikacjach",
    loading: "Wczytywanie…",
    try_again: "Spróbuj ponownie",
  },
};
