import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Chúng tôi và {count} đối tác lưu trữ và đọc thông tin trên thiết bị của bạn, như cookie và mã định danh, và sử dụng dữ liệu cá nhân, như địa chỉ IP của bạn và các trang bạn truy cập.",
    vendor_list: "Danh sách đối tác",
    purposes_text: "Nếu bạn đồng ý, chúng tôi và họ làm việc này cho các mục đích sau:",
    special_features_text: "Nếu bạn đồng ý, một số đối tác còn làm việc sau:",
    interests_text:
      "Một số đối tác không xin sự đồng ý của bạn mà dựa vào lợi ích hợp pháp của họ. Bạn có thể phản đối điều đó trong phần cài đặt.",
    scope_text:
      "Lựa chọn của bạn áp dụng cho trang web này. Trang web vẫn hoạt động tốt như vậy nếu bạn từ chối. Bạn có thể thay đổi hoặc rút lại lựa chọn bất cứ lúc nào trong phần cài đặt quyền riêng tư.",
  },
  dialog: {
    purposes: "Mục đích",
    vendors: "Nhà cung cấp",
    purposes_text:
      "Khi nhà cung cấp xin sự đồng ý, họ xử lý dữ liệu nếu bạn cho phép cả mục đích lẫn nhà cung cấp đó. Khi viện dẫn lợi ích hợp pháp, họ xử lý dữ liệu trừ khi bạn phản đối.",
    consent: "Sự đồng ý",
    legitimate_interest: "Lợi ích hợp pháp",
    object: "Phản đối",
    objected: "Đã phản đối",
    vendors_one: "{count} nhà cung cấp",
    vendors_other: "{count} nhà cung cấp",
    special_features: "Tính năng đặc biệt",
    special_features_text: "Chúng cũng có thể được dùng cho \u201c{purpose}\u201d.",
    special_purposes: "Mục đích đặc biệt",
    special_purposes_text: "Bạn không thể phản đối các mục đích này.",
    features: "Tính năng",
    examples: "Ví dụ",
    other_purposes: "Danh mục riêng của trang web này",
    other_purposes_text: "Các danh mục này không thuộc IAB Transparency and Consent Framework.",
    own_storage: "Cách ghi nhớ lựa chọn của bạn",
    search: "Tìm nhà cung cấp",
    all_listed: "Mọi nhà cung cấp trong danh sách",
    show_all: "Hiện tất cả nhà cung cấp",
    data_categories: "Loại dữ liệu",
    interest_explained: "Giải thích lợi ích hợp pháp",
    cookies: "Cookie",
    up_to: "tối đa {duration}",
    refreshed: "gia hạn khi sử dụng",
    session: "trong phiên truy cập",
    other_access: "Lưu trữ hoặc truy cập khác",
    yes: "Có",
    no: "Không",
    disclosures: "Những gì được lưu trên thiết bị của bạn",
    opt_out: "Ghi nhớ việc từ chối",
    domains: "Tên miền",
    sdks: "Phần mềm trong ứng dụng",
    loading: "Đang tải\u2026",
    try_again: "Thử lại",
  },
};
