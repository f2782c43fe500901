import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Mēs un mūsu partneri ({count}) glabājam un nolasām informāciju jūsu ierīcē, piemēram, sīkdatnes un identifikatorus, un izmantojam personas datus, piemēram, jūsu IP adresi un jūsu apmeklētās lapas.",
    vendor_list: "Partneru saraksts",
    purposes_text: "Ar jūsu piekrišanu mēs un viņi to darām šādos nolūkos:",
    special_features_text: "Ar jūsu piekrišanu daži dara arī šo:",
    interests_text:
      "Daži partneri nelūdz jūsu piekrišanu un pamatojas uz savām leģitīmajām interesēm. Pret to varat iebilst iestatījumos.",
    scope_text:
      "Jūsu izvēle attiecas uz šo vietni. Ja atsakāties, vietne darbojas tikpat labi. Izvēli varat mainīt vai atsaukt jebkurā laikā privātuma iestatījumos.",
  },
  dialog: {
    purposes: "Nolūki",
    vendors: "Piegādātāji",
    purposes_text:
      "Ja piegādātājs lūdz piekrišanu, tas darbojas, ja atļaujat gan nolūku, gan piegādātāju. Ja tas atsaucas uz leģitīmajām interesēm, tas darbojas, ja vien neiebilstat.",
    consent: "Piekrišana",
    legitimate_interest: "Leģitīmās intereses",
    object: "Iebilst",
    objected: "Iebildums izteikts",
    vendors_one: "{count} piegādātājs",
    vendors_other: "Piegādātāji: {count}",
    special_features: "Īpašās funkcijas",
    special_features_text: "Tās var izmantot arī nolūkam „{purpose}”.",
    special_purposes: "Īpašie nolūki",
    special_purposes_text: "Pret tiem nevar iebilst.",
    features: "Funkcijas",
    examples: "Piemēri",
    other_purposes: "Šīs vietnes pašas kategorijas",
    other_purposes_text: "Tās nav daļa no IAB Transparency and Consent Framework.",
    own_storage: "Kā tiek iegaumēta jūsu izvēle",
    search: "Meklēt piegādātājus",
    all_listed: "Visi uzskaitītie piegādātāji",
    show_all: "Rādīt visus piegādātājus",
    data_categories: "Datu kategorijas",
    interest_explained: "Leģitīmo interešu skaidrojums",
    cookies: "Sīkdatnes",
    up_to: "ne vairāk kā {duration}",
    refreshed: "lietojot atjaunojas",
    session: "uz sesijas laiku",
    other_access: "Cita glabāšana vai piekļuve",
    yes: "Jā",
    no: "Nē",
    disclosures: "Ko tas glabā jūsu ierīcē",
    opt_out: "Iegaumē atteikumu",
    domains: "Domēni",
    sdks: "Programmatūra lietotnēs",
    loading: "Ielādē…",
    try_again: "Mēģināt vēlreiz",
  },
};
