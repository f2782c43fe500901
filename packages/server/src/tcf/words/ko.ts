import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "저희와 파트너 {count}곳은 쿠키와 식별자 같은 정보를 이용자의 기기에 저장하고 읽으며, IP 주소와 방문한 페이지 같은 개인정보를 사용합니다.",
    vendor_list: "파트너 목록",
    purposes_text: "동의하시면 저희와 파트너가 다음 목적으로 이를 수행합니다:",
    special_features_text: "동의하시면 일부 파트너는 다음도 수행합니다:",
    interests_text:
      "일부 파트너는 동의를 구하지 않고 자신의 정당한 이익을 근거로 합니다. 설정에서 이에 반대할 수 있습니다.",
    scope_text:
      "선택은 이 사이트에 적용됩니다. 거부해도 사이트는 똑같이 작동합니다. 개인정보 설정에서 언제든지 선택을 바꾸거나 철회할 수 있습니다.",
  },
  dialog: {
    purposes: "목적",
    vendors: "공급업체",
    purposes_text:
      "동의를 구하는 공급업체는 목적과 공급업체를 모두 허용한 경우에 처리합니다. 정당한 이익을 주장하는 공급업체는 반대하지 않는 한 처리합니다.",
    consent: "동의",
    legitimate_interest: "정당한 이익",
    object: "반대",
    objected: "반대함",
    vendors_one: "공급업체 {count}곳",
    vendors_other: "공급업체 {count}곳",
    special_features: "특수 기능",
    special_features_text: "\u2018{purpose}\u2019에도 사용될 수 있습니다.",
    special_purposes: "특수 목적",
    special_purposes_text: "이 목적에는 반대할 수 없습니다.",
    features: "기능",
    examples: "예시",
    other_purposes: "이 사이트의 자체 카테고리",
    other_purposes_text: "IAB Transparency and Consent Framework에 속하지 않습니다.",
    own_storage: "선택을 기억하는 방식",
    search: "공급업체 검색",
    all_listed: "목록의 모든 공급업체",
    show_all: "모든 공급업체 보기",
    data_categories: "데이터 카테고리",
    interest_explained: "정당한 이익 설명",
    cookies: "쿠키",
    up_to: "최대 {duration}",
    refreshed: "사용할 때마다 갱신",
    session: "세션 동안",
    other_access: "기타 저장 또는 접근",
    yes: "예",
    no: "아니요",
    disclosures: "기기에 저장하는 항목",
    opt_out: "거부 선택을 기억함",
    domains: "도메인",
    sdks: "앱 내 소프트웨어",
    loading: "불러오는 중\u2026",
    try_again: "다시 시도",
  },
};
