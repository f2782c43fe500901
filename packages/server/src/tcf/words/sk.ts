import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "My a naši partneri ({count}) ukladáme a čítame informácie vo vašom zariadení, napríklad cookies a identifikátory, a používame osobné údaje, napríklad vašu IP adresu a stránky, ktoré navštevujete.",
    vendor_list: "Zoznam partnerov",
    purposes_text: "S vaším súhlasom to my a títo partneri robíme na tieto účely:",
    special_features_text: "S vaším súhlasom niektorí robia aj toto:",
    interests_text:
      "Niektorí partneri nežiadajú o váš súhlas a opierajú sa o svoj oprávnený záujem. Namietať proti tomu môžete v nastaveniach.",
    scope_text:
      "Vaša voľba platí pre túto stránku. Ak odmietnete, stránka funguje rovnako dobre. Svoju voľbu môžete kedykoľvek zmeniť alebo súhlas odvolať v nastaveniach súkromia.",
  },
  dialog: {
    purposes: "Účely",
    vendors: "Dodávatelia",
    purposes_text:
      "Ak dodávatelia žiadajú o súhlas, konajú, keď povolíte účel aj dodávateľa. Ak sa opierajú o oprávnený záujem, konajú, pokiaľ nenamietate.",
    consent: "Súhlas",
    legitimate_interest: "Oprávnený záujem",
    object: "Namietať",
    objected: "Namietané",
    vendors_one: "{count} dodávateľ",
    vendors_other: "Dodávatelia: {count}",
    special_features: "Špeciálne funkcie",
    special_features_text: "Môžu slúžiť aj na účel „{purpose}“.",
    special_purposes: "Osobitné účely",
    special_purposes_text: "Proti nim nemožno namietať.",
    features: "Funkcie",
    examples: "Príklady",
    other_purposes: "Vlastné kategórie tejto stránky",
    other_purposes_text: "Nie sú súčasťou IAB Transparency and Consent Framework.",
    own_storage: "Ako sa vaša voľba uchováva",
    search: "Hľadať dodávateľov",
    all_listed: "Všetci dodávatelia v zozname",
    show_all: "Zobraziť všetkých dodávateľov",
    data_categories: "Kategórie údajov",
    interest_explained: "Vysvetlenie oprávneného záujmu",
    cookies: "Cookies",
    up_to: "najviac {duration}",
    refreshed: "obnovuje sa pri použití",
    session: "počas relácie",
    other_access: "Iné ukladanie alebo prístup",
    yes: "Áno",
    no: "Nie",
    disclosures: "Čo sa ukladá vo vašom zariadení",
    opt_out: "Pamätá si odmietnutie",
    domains: "Domény",
    sdks: "Softvér v aplikáciách",
    loading: "Načítava sa…",
    try_again: "Skúsiť znova",
  },
};
