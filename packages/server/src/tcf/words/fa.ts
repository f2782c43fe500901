import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "ما و {count} شریک ما اطلاعاتی مانند کوکی‌ها و شناسه‌ها را روی دستگاه شما ذخیره می‌کنیم و می‌خوانیم و از داده‌های شخصی مانند نشانی IP شما و صفحه‌هایی که می‌بینید استفاده می‌کنیم.",
    vendor_list: "فهرست شریکان",
    purposes_text: "با رضایت شما، ما و آن‌ها این کار را برای این هدف‌ها انجام می‌دهیم:",
    special_features_text: "با رضایت شما، برخی از آن‌ها این کار را هم انجام می‌دهند:",
    interests_text:
      "برخی شریکان رضایت شما را نمی‌خواهند و به منافع مشروع خود استناد می‌کنند. می‌توانید در تنظیمات به آن اعتراض کنید.",
    scope_text:
      "انتخاب شما برای این سایت است. اگر نپذیرید، سایت به همان خوبی کار می‌کند. هر زمان می‌توانید انتخاب خود را در تنظیمات حریم خصوصی تغییر دهید یا پس بگیرید.",
  },
  dialog: {
    purposes: "هدف‌ها",
    vendors: "ارائه‌دهندگان",
    purposes_text:
      "جایی که ارائه‌دهندگان رضایت می‌خواهند، اگر هم هدف و هم ارائه‌دهنده را مجاز کنید عمل می‌کنند. جایی که به منافع مشروع استناد می‌کنند، عمل می‌کنند مگر آنکه اعتراض کنید.",
    consent: "رضایت",
    legitimate_interest: "منافع مشروع",
    object: "اعتراض",
    objected: "اعتراض شد",
    vendors_one: "{count} ارائه‌دهنده",
    vendors_other: "{count} ارائه‌دهنده",
    special_features: "قابلیت‌های ویژه",
    special_features_text: "ممکن است برای «{purpose}» هم به کار روند.",
    special_purposes: "هدف‌های ویژه",
    special_purposes_text: "نمی‌توانید به این هدف‌ها اعتراض کنید.",
    features: "قابلیت‌ها",
    examples: "نمونه‌ها",
    other_purposes: "دسته‌های خود این سایت",
    other_purposes_text: "این‌ها بخشی از IAB Transparency and Consent Framework نیستند.",
    own_storage: "انتخاب شما چگونه به یاد می‌ماند",
    search: "جستجوی ارائه‌دهندگان",
    all_listed: "همهٔ ارائه‌دهندگان فهرست",
    show_all: "نمایش همهٔ ارائه‌دهندگان",
    data_categories: "دسته‌های داده",
    interest_explained: "توضیح منافع مشروع",
    cookies: "کوکی‌ها",
    up_to: "تا {duration}",
    refreshed: "با هر استفاده تمدید می‌شود",
    session: "تا پایان نشست",
    other_access: "ذخیره‌سازی یا دسترسی دیگر",
    yes: "بله",
    no: "خیر",
    disclosures: "آنچه روی دستگاه شما ذخیره می‌کند",
    opt_out: "مخالفت را به یاد می‌سپارد",
    domains: "دامنه‌ها",
    sdks: "نرم‌افزار در برنامه‌ها",
    loading: "در حال بارگیری\u2026",
    try_again: "تلاش دوباره",
  },
};
