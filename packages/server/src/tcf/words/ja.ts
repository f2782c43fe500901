import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "当サイトと {count} 社のパートナーは、お使いのデバイスに Cookie や識別子などの情報を保存して読み取り、IP アドレスや閲覧したページなどの個人データを使用します。",
    vendor_list: "パートナーの一覧",
    purposes_text: "同意いただいた場合、当サイトとパートナーは次の目的でこれを行います：",
    special_features_text: "同意いただいた場合、一部のパートナーは次のことも行います：",
    interests_text:
      "一部のパートナーは同意を求めず、自社の正当な利益を根拠とします。これには設定で異議を申し立てることができます。",
    scope_text:
      "選択はこのサイトに適用されます。拒否してもサイトは同じように使えます。選択はプライバシー設定でいつでも変更または撤回できます。",
  },
  dialog: {
    purposes: "目的",
    vendors: "ベンダー",
    purposes_text:
      "同意を求めるベンダーは、目的とベンダーの両方を許可した場合に処理を行います。正当な利益を主張するベンダーは、異議を申し立てない限り処理を行います。",
    consent: "同意",
    legitimate_interest: "正当な利益",
    object: "異議を申し立てる",
    objected: "異議申し立て済み",
    vendors_one: "{count} 社のベンダー",
    vendors_other: "{count} 社のベンダー",
    special_features: "特別な機能",
    special_features_text: "「{purpose}」のためにも使用されることがあります。",
    special_purposes: "特別な目的",
    special_purposes_text: "これらには異議を申し立てることができません。",
    features: "機能",
    examples: "例",
    other_purposes: "このサイト独自のカテゴリー",
    other_purposes_text: "これらは IAB Transparency and Consent Framework には含まれません。",
    own_storage: "選択内容の保存方法",
    search: "ベンダーを検索",
    all_listed: "一覧のすべてのベンダー",
    show_all: "すべてのベンダーを表示",
    data_categories: "データの種類",
    interest_explained: "正当な利益の説明",
    cookies: "Cookie",
    up_to: "最長 {duration}",
    refreshed: "利用のたびに更新",
    session: "セッション中のみ",
    other_access: "その他の保存またはアクセス",
    yes: "はい",
    no: "いいえ",
    disclosures: "デバイスに保存する情報",
    opt_out: "拒否の選択を記憶",
    domains: "ドメイン",
    sdks: "アプリ内のソフトウェア",
    loading: "読み込み中\u2026",
    try_again: "もう一度試す",
  },
};
