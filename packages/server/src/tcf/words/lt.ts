import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mes ir mūsų partneriai ({count}) saugome ir skaitome informaciją jūsų įrenginyje, pavyzdžiui, slapukus ir identifikatorius, ir naudojame asmens duomenis, pavyzdžiui, jūsų IP adresą ir puslapius, kuriuose lankotės.",
    vendor_list: "Partnerių sąrašas",
    purposes_text: "Jums sutikus, mes ir jie tai darome šiais tikslais:",
    special_features_text: "Jums sutikus, kai kurie daro ir tai:",
    interests_text:
      "Kai kurie partneriai neprašo jūsų sutikimo ir remiasi savo teisėtu interesu. Nustatymuose galite su tuo nesutikti.",
    scope_text:
      "Jūsų pasirinkimas galioja šiai svetainei. Jei atsisakote, ji veikia taip pat gerai. Pasirinkimą galite bet kada pakeisti arba atšaukti privatumo nustatymuose.",
  },
  dialog: {
    purposes: "Tikslai",
    vendors: "Tiekėjai",
    purposes_text:
      "Kai tiekėjas prašo sutikimo, jis veikia, jei leidžiate ir tikslą, ir tiekėją. Kai jis remiasi teisėtu interesu, jis veikia, nebent su tuo nesutinkate.",
    consent: "Sutikimas",
    legitimate_interest: "Teisėtas interesas",
    object: "Nesutikti",
    objected: "Nesutikta",
    vendors_one: "{count} tiekėjas",
    vendors_other: "Tiekėjai: {count}",
    special_features: "Specialiosios funkcijos",
    special_features_text: "Jos gali būti naudojamos ir tikslui „{purpose}“.",
    special_purposes: "Specialieji tikslai",
    special_purposes_text: "Su jais nesutikti negalima.",
    features: "Funkcijos",
    examples: "Pavyzdžiai",
    other_purposes: "Pačios svetainės grupės",
    other_purposes_text: "Jos nėra IAB Transparency and Consent Framework dalis.",
    own_storage: "Kaip įsimenamas jūsų pasirinkimas",
    search: "Ieškoti tiekėjų",
    all_listed: "Visi išvardyti tiekėjai",
    show_all: "Rodyti visus tiekėjus",
    data_categories: "Duomenų kategorijos",
    interest_explained: "Teisėto intereso paaiškinimas",
    cookies: "Slapukai",
    up_to: "ne daugiau kaip {duration}",
    refreshed: "naudojant pratęsiama",
    session: "seanso metu",
    other_access: "Kitoks saugojimas ar prieiga",
    yes: "Taip",
    no: "Ne",
    disclosures: "Ką jis saugo jūsų įrenginyje",
    opt_out: "Įsimena atsisakymą",
    domains: "Domenai",
    sdks: "Programinė įranga programėlėse",
    loading: "Įkeliama…",
    try_again: "Bandyti dar kartą",
  },
};
