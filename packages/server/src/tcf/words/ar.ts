import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "نخزّن نحن وشركاؤنا ({count}) معلومات على جهازك ونقرؤها، مثل ملفات تعريف الارتباط والمعرّفات، ونستخدم بيانات شخصية، مثل عنوان IP الخاص بك والصفحات التي تزورها.",
    vendor_list: "قائمة الشركاء",
    purposes_text: "بموافقتك، نفعل ذلك نحن وهم للأغراض التالية:",
    special_features_text: "بموافقتك، يفعل بعضهم أيضًا ما يلي:",
    interests_text:
      "لا يطلب بعض الشركاء موافقتك، بل يستندون إلى مصلحتهم المشروعة. يمكنك الاعتراض على ذلك في الإعدادات.",
    scope_text:
      "يسري اختيارك على هذا الموقع. يعمل الموقع بالجودة نفسها إذا رفضت. يمكنك تغيير اختيارك أو سحبه في أي وقت في إعدادات الخصوصية.",
  },
  dialog: {
    purposes: "الأغراض",
    vendors: "المورّدون",
    purposes_text:
      "عندما يطلب المورّدون الموافقة، يعملون إذا سمحت بالغرض وبالمورّد معًا. وعندما يستندون إلى مصلحة مشروعة، يعملون ما لم تعترض.",
    consent: "الموافقة",
    legitimate_interest: "المصلحة المشروعة",
    object: "اعتراض",
    objected: "تم الاعتراض",
    vendors_one: "{count} مورّد",
    vendors_other: "المورّدون: {count}",
    special_features: "الميزات الخاصة",
    special_features_text: "قد تُستخدم أيضًا من أجل «{purpose}».",
    special_purposes: "الأغراض الخاصة",
    special_purposes_text: "لا يمكنك الاعتراض على هذه الأغراض.",
    features: "الميزات",
    examples: "أمثلة",
    other_purposes: "الفئات الخاصة بهذا الموقع",
    other_purposes_text: "هذه الفئات ليست جزءًا من IAB Transparency and Consent Framework.",
    own_storage: "كيف يُحفظ اختيارك",
    search: "البحث عن المورّدين",
    all_listed: "كل المورّدين المدرجين",
    show_all: "عرض كل المورّدين",
    data_categories: "فئات البيانات",
    interest_explained: "شرح المصلحة المشروعة",
    cookies: "ملفات تعريف الارتباط",
    up_to: "حتى {duration}",
    refreshed: "تتجدد مع الاستخدام",
    session: "طوال الجلسة",
    other_access: "تخزين أو وصول آخر",
    yes: "نعم",
    no: "لا",
    disclosures: "ما يخزّنه على جهازك",
    opt_out: "يحفظ اختيار الرفض",
    domains: "النطاقات",
    sdks: "البرمجيات في التطبيقات",
    loading: "جارٍ التحميل\u2026",
    try_again: "إعادة المحاولة",
  },
};
