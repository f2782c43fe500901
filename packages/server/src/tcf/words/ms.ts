import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Kami dan {count} rakan kongsi kami menyimpan dan membaca maklumat pada peranti anda, seperti kuki dan pengecam, serta menggunakan data peribadi, seperti alamat IP anda dan halaman yang anda lawati.",
    vendor_list: "Senarai rakan kongsi",
    purposes_text: "Dengan persetujuan anda, kami dan mereka berbuat demikian untuk tujuan ini:",
    special_features_text: "Dengan persetujuan anda, sebahagian rakan kongsi juga melakukan perkara ini:",
    interests_text:
      "Sebahagian rakan kongsi tidak meminta persetujuan anda dan bergantung pada kepentingan sah mereka. Anda boleh membantahnya dalam tetapan.",
    scope_text:
      "Pilihan anda terpakai untuk laman ini. Laman ini tetap berfungsi dengan baik jika anda menolak. Anda boleh mengubah atau menarik balik pilihan anda pada bila-bila masa dalam tetapan privasi.",
  },
  dialog: {
    purposes: "Tujuan",
    vendors: "Vendor",
    purposes_text:
      "Jika vendor meminta persetujuan, vendor bertindak apabila anda membenarkan tujuan dan vendor itu. Jika vendor bergantung pada kepentingan sah, vendor bertindak kecuali anda membantah.",
    consent: "Persetujuan",
    legitimate_interest: "Kepentingan sah",
    object: "Bantah",
    objected: "Dibantah",
    vendors_one: "{count} vendor",
    vendors_other: "{count} vendor",
    special_features: "Ciri khas",
    special_features_text: "Ciri ini juga boleh digunakan untuk \u201c{purpose}\u201d.",
    special_purposes: "Tujuan khas",
    special_purposes_text: "Anda tidak boleh membantah tujuan ini.",
    features: "Ciri",
    examples: "Contoh",
    other_purposes: "Kategori laman ini sendiri",
    other_purposes_text: "Kategori ini bukan sebahagian daripada IAB Transparency and Consent Framework.",
    own_storage: "Cara pilihan anda diingati",
    search: "Cari vendor",
    all_listed: "Semua vendor dalam senarai",
    show_all: "Tunjukkan semua vendor",
    data_categories: "Kategori data",
    interest_explained: "Penjelasan kepentingan sah",
    cookies: "Kuki",
    up_to: "sehingga {duration}",
    refreshed: "diperbaharui apabila digunakan",
    session: "sepanjang sesi",
    other_access: "Penyimpanan atau akses lain",
    yes: "Ya",
    no: "Tidak",
    disclosures: "Yang disimpan pada peranti anda",
    opt_out: "Mengingati penolakan",
    domains: "Domain",
    sdks: "Perisian dalam aplikasi",
    loading: "Memuatkan\u2026",
    try_again: "Cuba lagi",
  },
};
