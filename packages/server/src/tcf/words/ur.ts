import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "ہم اور ہمارے {count} شراکت دار آپ کے آلے پر کوکیز اور شناخت کنندگان جیسی معلومات محفوظ کرتے اور پڑھتے ہیں، اور آپ کے IP پتے اور دیکھے گئے صفحات جیسا ذاتی ڈیٹا استعمال کرتے ہیں۔",
    vendor_list: "شراکت داروں کی فہرست",
    purposes_text: "آپ کی رضامندی سے ہم اور وہ ایسا ان مقاصد کے لیے کرتے ہیں:",
    special_features_text: "آپ کی رضامندی سے کچھ شراکت دار یہ بھی کرتے ہیں:",
    interests_text:
      "کچھ شراکت دار آپ کی رضامندی نہیں مانگتے اور اپنے جائز مفاد کو بنیاد بناتے ہیں۔ آپ ترتیبات میں اس پر اعتراض کر سکتے ہیں۔",
    scope_text:
      "آپ کا انتخاب اس سائٹ پر لاگو ہوتا ہے۔ انکار کی صورت میں بھی سائٹ اتنی ہی اچھی چلتی ہے۔ آپ رازداری کی ترتیبات میں اپنا انتخاب کسی بھی وقت بدل یا واپس لے سکتے ہیں۔",
  },
  dialog: {
    purposes: "مقاصد",
    vendors: "وینڈرز",
    purposes_text:
      "جہاں وینڈرز رضامندی مانگتے ہیں، وہاں وہ تب کام کرتے ہیں جب آپ مقصد اور وینڈر دونوں کی اجازت دیں۔ جہاں وہ جائز مفاد کا دعویٰ کرتے ہیں، وہاں وہ کام کرتے ہیں جب تک آپ اعتراض نہ کریں۔",
    consent: "رضامندی",
    legitimate_interest: "جائز مفاد",
    object: "اعتراض کریں",
    objected: "اعتراض کیا گیا",
    vendors_one: "{count} وینڈر",
    vendors_other: "{count} وینڈرز",
    special_features: "خصوصی فیچرز",
    special_features_text: "ان کا استعمال \u201c{purpose}\u201d کے لیے بھی ہو سکتا ہے۔",
    special_purposes: "خصوصی مقاصد",
    special_purposes_text: "آپ ان پر اعتراض نہیں کر سکتے۔",
    features: "فیچرز",
    examples: "مثالیں",
    other_purposes: "اس سائٹ کے اپنے زمرے",
    other_purposes_text: "یہ IAB Transparency and Consent Framework کا حصہ نہیں ہیں۔",
    own_storage: "آپ کا انتخاب کیسے یاد رکھا جاتا ہے",
    search: "وینڈرز تلاش کریں",
    all_listed: "فہرست کے تمام وینڈرز",
    show_all: "تمام وینڈرز دکھائیں",
    data_categories: "ڈیٹا کے زمرے",
    interest_explained: "جائز مفاد کی وضاحت",
    cookies: "کوکیز",
    up_to: "زیادہ سے زیادہ {duration}",
    refreshed: "استعمال پر تجدید",
    session: "سیشن کے دوران",
    other_access: "دیگر ذخیرہ یا رسائی",
    yes: "ہاں",
    no: "نہیں",
    disclosures: "یہ آپ کے آلے پر کیا محفوظ کرتا ہے",
    opt_out: "انکار یاد رکھتا ہے",
    domains: "ڈومینز",
    sdks: "ایپس میں سافٹ ویئر",
    loading: "لوڈ ہو رہا ہے\u2026",
    try_again: "دوبارہ کوشش کریں",
  },
};
