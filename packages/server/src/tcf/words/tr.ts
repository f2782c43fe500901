import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Biz ve {count} ortağımız, cihazınızda çerezler ve tanımlayıcılar gibi bilgileri saklar ve okur; IP adresiniz ve ziyaret ettiğiniz sayfalar gibi kişisel verileri kullanırız.",
    vendor_list: "Ortakların listesi",
    purposes_text: "Onayınızla biz ve onlar bunu şu amaçlarla yaparız:",
    special_features_text: "Onayınızla bazıları şunu da yapar:",
    interests_text:
      "Bazı ortaklar onayınızı istemez ve meşru menfaatlerine dayanır. Buna ayarlarda itiraz edebilirsiniz.",
    scope_text:
      "Seçiminiz bu site için geçerlidir. Reddetseniz de site aynı şekilde çalışır. Seçiminizi dilediğiniz zaman gizlilik ayarlarında değiştirebilir veya geri çekebilirsiniz.",
  },
  dialog: {
    purposes: "Amaçlar",
    vendors: "Sağlayıcılar",
    purposes_text:
      "Onay isteyen sağlayıcılar, hem amaca hem sağlayıcıya izin verirseniz işlem yapar. Meşru menfaate dayananlar, itiraz etmediğiniz sürece işlem yapar.",
    consent: "Onay",
    legitimate_interest: "Meşru menfaat",
    object: "İtiraz et",
    objected: "İtiraz edildi",
    vendors_one: "{count} sağlayıcı",
    vendors_other: "{count} sağlayıcı",
    special_features: "Özel özellikler",
    special_features_text: "“{purpose}” için de kullanılabilirler.",
    special_purposes: "Özel amaçlar",
    special_purposes_text: "Bunlara itiraz edemezsiniz.",
    features: "Özellikler",
    examples: "Örnekler",
    other_purposes: "Bu sitenin kendi kategorileri",
    other_purposes_text: "Bunlar IAB Transparency and Consent Framework kapsamında değildir.",
    own_storage: "Seçiminiz nasıl hatırlanır",
    search: "Sağlayıcı ara",
    all_listed: "Listedeki tüm sağlayıcılar",
    show_all: "Tüm sağlayıcıları göster",
    data_categories: "Veri kategorileri",
    interest_explained: "Meşru menfaat açıklaması",
    cookies: "Çerezler",
    up_to: "en fazla {duration}",
    refreshed: "kullanıldıkça yenilenir",
    session: "oturum süresince",
    other_access: "Diğer saklama veya erişim",
    yes: "Evet",
    no: "Hayır",
    disclosures: "Cihazınızda ne saklar",
    opt_out: "Reddi hatırlar",
    domains: "Alan adları",
    sdks: "Uygulamalardaki yazılımlar",
    loading: "Yükleniyor…",
    try_again: "Yeniden dene",
  },
};
