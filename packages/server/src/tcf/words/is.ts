import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Við og samstarfsaðilar okkar ({count}) vistum og lesum upplýsingar í tækinu þínu, svo sem vefkökur og auðkenni, og notum persónuupplýsingar, svo sem IP-tölu þína og síðurnar sem þú heimsækir.",
    vendor_list: "Listi yfir samstarfsaðila",
    purposes_text: "Með samþykki þínu gerum við og þeir þetta í eftirfarandi tilgangi:",
    special_features_text: "Með samþykki þínu gera sumir einnig þetta:",
    interests_text:
      "Sumir samstarfsaðilar biðja ekki um samþykki og byggja á lögmætum hagsmunum sínum. Þú getur andmælt því í stillingunum.",
    scope_text:
      "Val þitt gildir fyrir þennan vef. Ef þú segir nei virkar vefurinn jafn vel. Þú getur breytt vali þínu eða afturkallað það hvenær sem er í persónuverndarstillingunum.",
  },
  dialog: {
    purposes: "Tilgangur",
    vendors: "Þjónustuaðilar",
    purposes_text:
      "Þegar þjónustuaðilar biðja um samþykki starfa þeir ef þú leyfir bæði tilganginn og þjónustuaðilann. Þegar þeir byggja á lögmætum hagsmunum starfa þeir nema þú andmælir.",
    consent: "Samþykki",
    legitimate_interest: "Lögmætir hagsmunir",
    object: "Andmæla",
    objected: "Andmælt",
    vendors_one: "{count} þjónustuaðili",
    vendors_other: "Þjónustuaðilar: {count}",
    special_features: "Sérstakir eiginleikar",
    special_features_text: "Þá má einnig nota fyrir „{purpose}“.",
    special_purposes: "Sérstakur tilgangur",
    special_purposes_text: "Þessu er ekki hægt að andmæla.",
    features: "Eiginleikar",
    examples: "Dæmi",
    other_purposes: "Eigin flokkar þessa vefs",
    other_purposes_text: "Þeir eru ekki hluti af IAB Transparency and Consent Framework.",
    own_storage: "Hvernig val þitt er geymt",
    search: "Leita að þjónustuaðilum",
    all_listed: "Allir þjónustuaðilar á listanum",
    show_all: "Sýna alla þjónustuaðila",
    data_categories: "Flokkar gagna",
    interest_explained: "Útskýring á lögmætum hagsmunum",
    cookies: "Vefkökur",
    up_to: "að hámarki {duration}",
    refreshed: "endurnýjast við notkun",
    session: "meðan lotan varir",
    other_access: "Önnur vistun eða aðgangur",
    yes: "Já",
    no: "Nei",
    disclosures: "Hvað er vistað í tækinu þínu",
    opt_out: "Man eftir höfnun",
    domains: "Lén",
    sdks: "Hugbúnaður í forritum",
    loading: "Hleð…",
    try_again: "Reyna aftur",
  },
};
