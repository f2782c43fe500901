import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "My a naši partneři ({count}) ukládáme a čteme informace ve vašem zařízení, například cookies a identifikátory, a používáme osobní údaje, například vaši IP adresu a stránky, které navštěvujete.",
    vendor_list: "Seznam partnerů",
    purposes_text: "S vaším souhlasem to my a tito partneři děláme pro následující účely:",
    special_features_text: "S vaším souhlasem někteří dělají také toto:",
    interests_text:
      "Někteří partneři nežádají o váš souhlas a opírají se o svůj oprávněný zájem. Námitku proti tomu můžete vznést v nastavení.",
    scope_text:
      "Vaše volba platí pro tento web. Pokud odmítnete, web funguje stejně dobře. Svou volbu můžete kdykoli změnit nebo souhlas odvolat v nastavení soukromí.",
  },
  dialog: {
    purposes: "Účely",
    vendors: "Dodavatelé",
    purposes_text:
      "Pokud dodavatelé žádají o souhlas, jednají, jestliže povolíte účel i dodavatele. Pokud se opírají o oprávněný zájem, jednají, jestliže nevznesete námitku.",
    consent: "Souhlas",
    legitimate_interest: "Oprávněný zájem",
    object: "Vznést námitku",
    objected: "Námitka vznesena",
    vendors_one: "{count} dodavatel",
    vendors_other: "Dodavatelé: {count}",
    special_features: "Zvláštní funkce",
    special_features_text: "Mohou sloužit také k účelu „{purpose}“.",
    special_purposes: "Zvláštní účely",
    special_purposes_text: "Proti nim nelze vznést námitku.",
    features: "Funkce",
    examples: "Příklady",
    other_purposes: "Vlastní kategorie tohoto webu",
    other_purposes_text: "Nejsou součástí IAB Transparency and Consent Framework.",
    own_storage: "Jak se vaše volba uchovává",
    search: "Hledat dodavatele",
    all_listed: "Všichni dodavatelé v seznamu",
    show_all: "Zobrazit všechny dodavatele",
    data_categories: "Kategorie údajů",
    interest_explained: "Vysvětlení oprávněného zájmu",
    cookies: "Cookies",
    up_to: "nejvýše {duration}",
    refreshed: "obnovuje se při použití",
    session: "po dobu relace",
    other_access: "Jiné ukládání nebo přístup",
    yes: "Ano",
    no: "Ne",
    disclosures: "Co se ukládá ve vašem zařízení",
    opt_out: "Pamatuje si odmítnutí",
    domains: "Domény",
    sdks: "Software v aplikacích",
    loading: "Načítání…",
    try_again: "Zkusit znovu",
  },
};
