import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Ne dhe {count} partnerët tanë ruajmë dhe lexojmë informacion në pajisjen tuaj, si cookie dhe identifikues, dhe përdorim të dhëna personale, si adresa juaj IP dhe faqet që vizitoni.",
    vendor_list: "Lista e partnerëve",
    purposes_text: "Me pëlqimin tuaj, ne dhe ata e bëjmë këtë për këto qëllime:",
    special_features_text: "Me pëlqimin tuaj, disa bëjnë edhe këtë:",
    interests_text:
      "Disa partnerë nuk kërkojnë pëlqimin tuaj dhe mbështeten në interesin e tyre legjitim. Mund ta kundërshtoni te cilësimet.",
    scope_text:
      "Zgjedhja juaj vlen për këtë faqe. Nëse refuzoni, faqja funksionon po aq mirë. Mund ta ndryshoni ose ta tërhiqni zgjedhjen në çdo kohë te cilësimet e privatësisë.",
  },
  dialog: {
    purposes: "Qëllimet",
    vendors: "Ofruesit",
    purposes_text:
      "Kur ofruesit kërkojnë pëlqim, ata veprojnë nëse lejoni edhe qëllimin, edhe ofruesin. Kur mbështeten në interes legjitim, veprojnë përveçse nëse kundërshtoni.",
    consent: "Pëlqimi",
    legitimate_interest: "Interesi legjitim",
    object: "Kundërshto",
    objected: "Kundërshtuar",
    vendors_one: "{count} ofrues",
    vendors_other: "{count} ofrues",
    special_features: "Veçori të posaçme",
    special_features_text: "Mund të përdoren edhe për «{purpose}».",
    special_purposes: "Qëllime të posaçme",
    special_purposes_text: "Këto nuk mund t’i kundërshtoni.",
    features: "Veçoritë",
    examples: "Shembuj",
    other_purposes: "Kategoritë e vetë kësaj faqeje",
    other_purposes_text: "Këto nuk janë pjesë e IAB Transparency and Consent Framework.",
    own_storage: "Si mbahet mend zgjedhja juaj",
    search: "Kërko ofrues",
    all_listed: "Të gjithë ofruesit e listuar",
    show_all: "Shfaq të gjithë ofruesit",
    data_categories: "Kategoritë e të dhënave",
    interest_explained: "Shpjegimi i interesit legjitim",
    cookies: "Cookie",
    up_to: "deri në {duration}",
    refreshed: "rinovohet me përdorimin",
    session: "për sesionin",
    other_access: "Ruajtje ose qasje tjetër",
    yes: "Po",
    no: "Jo",
    disclosures: "Çfarë ruan në pajisjen tuaj",
    opt_out: "Mban mend një refuzim",
    domains: "Domenet",
    sdks: "Softuer në aplikacione",
    loading: "Po ngarkohet…",
    try_again: "Provo sërish",
  },
};
