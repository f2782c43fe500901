import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Ми и наши партнери ({count}) чувамо и читамо информације на вашем уређају, као што су колачићи и идентификатори, и користимо личне податке, као што су ваша IP адреса и странице које посећујете.",
    vendor_list: "Листа партнера",
    purposes_text: "Уз вашу сагласност, ми и они то радимо у ове сврхе:",
    special_features_text: "Уз вашу сагласност, неки раде и ово:",
    interests_text:
      "Неки партнери не траже вашу сагласност и ослањају се на свој легитимни интерес. Томе се можете успротивити у подешавањима.",
    scope_text:
      "Ваш избор важи за овај сајт. Ако одбијете, сајт ради једнако добро. Избор можете променити или повући у сваком тренутку у подешавањима приватности.",
  },
  dialog: {
    purposes: "Сврхе",
    vendors: "Добављачи",
    purposes_text:
      "Када добављач тражи сагласност, делује ако дозволите и сврху и добављача. Када се позива на легитимни интерес, делује осим ако се успротивите.",
    consent: "Сагласност",
    legitimate_interest: "Легитимни интерес",
    object: "Уложи приговор",
    objected: "Приговор уложен",
    vendors_one: "{count} добављач",
    vendors_other: "Добављачи: {count}",
    special_features: "Посебне функције",
    special_features_text: "Могу се користити и за „{purpose}“.",
    special_purposes: "Посебне сврхе",
    special_purposes_text: "Њима се не можете успротивити.",
    features: "Функције",
    examples: "Примери",
    other_purposes: "Сопствене групе овог сајта",
    other_purposes_text: "Оне нису део оквира IAB Transparency and Consent Framework.",
    own_storage: "Како се памти ваш избор",
    search: "Претражи добављаче",
    all_listed: "Сви наведени добављачи",
    show_all: "Прикажи све добављаче",
    data_categories: "Категорије података",
    interest_explained: "Објашњење легитимног интереса",
    cookies: "Колачићи",
    up_to: "највише {duration}",
    refreshed: "обнавља се при коришћењу",
    session: "за време сесије",
    other_access: "Друго чување или приступ",
    yes: "Да",
    no: "Не",
    disclosures: "Шта чува на вашем уређају",
    opt_out: "Памти одбијање",
    domains: "Домени",
    sdks: "Софтвер у апликацијама",
    loading: "Учитавање…",
    try_again: "Покушај поново",
  },
};
