import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mi és {count} partnerünk információkat tárolunk az Ön eszközén és olvasunk ki onnan, például sütiket és azonosítókat, és személyes adatokat használunk, például az Ön IP-címét és a felkeresett oldalakat.",
    vendor_list: "Partnerek listája",
    purposes_text: "Az Ön hozzájárulásával mi és partnereink ezt a következő célokból tesszük:",
    special_features_text: "Az Ön hozzájárulásával egyesek ezt is teszik:",
    interests_text:
      "Egyes partnerek nem kérik az Ön hozzájárulását, hanem jogos érdekükre hivatkoznak. Ez ellen a beállításokban tiltakozhat.",
    scope_text:
      "A választása erre az oldalra érvényes. Ha elutasítja, az oldal ugyanolyan jól működik. Az adatvédelmi beállításokban bármikor módosíthatja a választását, vagy visszavonhatja a hozzájárulását.",
  },
  dialog: {
    purposes: "Célok",
    vendors: "Szolgáltatók",
    purposes_text:
      "Ha a szolgáltatók hozzájárulást kérnek, akkor járnak el, ha Ön a célt és a szolgáltatót is engedélyezi. Ha jogos érdekre hivatkoznak, eljárnak, hacsak Ön nem tiltakozik.",
    consent: "Hozzájárulás",
    legitimate_interest: "Jogos érdek",
    object: "Tiltakozás",
    objected: "Tiltakozott",
    vendors_one: "{count} szolgáltató",
    vendors_other: "{count} szolgáltató",
    special_features: "Különleges funkciók",
    special_features_text: "Erre is használhatók: „{purpose}”.",
    special_purposes: "Különleges célok",
    special_purposes_text: "Ezek ellen nem tiltakozhat.",
    features: "Funkciók",
    examples: "Példák",
    other_purposes: "Az oldal saját kategóriái",
    other_purposes_text: "Ezek nem részei az IAB Transparency and Consent Framework keretrendszernek.",
    own_storage: "Hogyan őrizzük meg a választását",
    search: "Szolgáltatók keresése",
    all_listed: "A lista összes szolgáltatója",
    show_all: "Összes szolgáltató megjelenítése",
    data_categories: "Adatkategóriák",
    interest_explained: "A jogos érdek magyarázata",
    cookies: "Sütik",
    up_to: "legfeljebb {duration}",
    refreshed: "használatkor megújul",
    session: "a munkamenet idejére",
    other_access: "Egyéb tárolás vagy hozzáférés",
    yes: "Igen",
    no: "Nem",
    disclosures: "Mi tárolódik az Ön eszközén",
    opt_out: "Megjegyzi az elutasítást",
    domains: "Domainek",
    sdks: "Szoftverek alkalmazásokban",
    loading: "Betöltés…",
    try_again: "Újrapróbálás",
  },
};
