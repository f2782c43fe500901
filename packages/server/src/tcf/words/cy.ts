import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Rydym ni a’n partneriaid ({count}) yn storio ac yn darllen gwybodaeth ar eich dyfais, megis cwcis a dynodwyr, ac yn defnyddio data personol, megis eich cyfeiriad IP a’r tudalennau yr ydych yn ymweld â nhw.",
    vendor_list: "Rhestr o bartneriaid",
    purposes_text: "Gyda’ch cydsyniad, rydym ni a hwythau yn gwneud hynny at y dibenion hyn:",
    special_features_text: "Gyda’ch cydsyniad, mae rhai hefyd yn gwneud hyn:",
    interests_text:
      "Nid yw rhai partneriaid yn gofyn am eich cydsyniad ac maent yn dibynnu ar eu buddiant cyfreithlon. Gallwch wrthwynebu hynny yn y gosodiadau.",
    scope_text:
      "Mae eich dewis yn berthnasol i’r wefan hon. Os gwrthodwch, mae’r wefan yn gweithio cystal. Gallwch newid eich dewis neu ei dynnu’n ôl unrhyw bryd yn y gosodiadau preifatrwydd.",
  },
  dialog: {
    purposes: "Dibenion",
    vendors: "Darparwyr",
    purposes_text:
      "Lle mae darparwyr yn gofyn am gydsyniad, maent yn gweithredu os caniatewch y diben a’r darparwr. Lle maent yn hawlio buddiant cyfreithlon, maent yn gweithredu oni bai eich bod yn gwrthwynebu.",
    consent: "Cydsyniad",
    legitimate_interest: "Buddiant cyfreithlon",
    object: "Gwrthwynebu",
    objected: "Gwrthwynebwyd",
    vendors_one: "{count} darparwr",
    vendors_other: "Darparwyr: {count}",
    special_features: "Nodweddion arbennig",
    special_features_text: "Gellir eu defnyddio hefyd ar gyfer “{purpose}”.",
    special_purposes: "Dibenion arbennig",
    special_purposes_text: "Ni allwch wrthwynebu’r rhain.",
    features: "Nodweddion",
    examples: "Enghreifftiau",
    other_purposes: "Categorïau’r wefan hon ei hun",
    other_purposes_text: "Nid yw’r rhain yn rhan o’r IAB Transparency and Consent Framework.",
    own_storage: "Sut y cofir eich dewis",
    search: "Chwilio am ddarparwyr",
    all_listed: "Pob darparwr a restrir",
    show_all: "Dangos pob darparwr",
    data_categories: "Categorïau data",
    interest_explained: "Esboniad o’r buddiant cyfreithlon",
    cookies: "Cwcis",
    up_to: "hyd at {duration}",
    refreshed: "adnewyddir wrth ei ddefnyddio",
    session: "am y sesiwn",
    other_access: "Storio neu fynediad arall",
    yes: "Ie",
    no: "Na",
    disclosures: "Yr hyn y mae’n ei storio ar eich dyfais",
    opt_out: "Cofio gwrthodiad",
    domains: "Parthau",
    sdks: "Meddalwedd mewn apiau",
    loading: "Wrthi’n llwytho…",
    try_again: "Rhoi cynnig arall arni",
  },
};
