import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Kami dan {count} mitra kami menyimpan dan membaca informasi di perangkat Anda, seperti cookie dan pengenal, serta menggunakan data pribadi, seperti alamat IP Anda dan halaman yang Anda kunjungi.",
    vendor_list: "Daftar mitra",
    purposes_text: "Dengan persetujuan Anda, kami dan mereka melakukannya untuk tujuan berikut:",
    special_features_text: "Dengan persetujuan Anda, sebagian mitra juga melakukan hal berikut:",
    interests_text:
      "Sebagian mitra tidak meminta persetujuan Anda dan mengandalkan kepentingan sah mereka. Anda dapat mengajukan keberatan di pengaturan.",
    scope_text:
      "Pilihan Anda berlaku untuk situs ini. Situs tetap berfungsi sama baiknya jika Anda menolak. Anda dapat mengubah atau menarik pilihan Anda kapan saja di pengaturan privasi.",
  },
  dialog: {
    purposes: "Tujuan",
    vendors: "Vendor",
    purposes_text:
      "Jika vendor meminta persetujuan, vendor bertindak bila Anda mengizinkan tujuan dan vendor tersebut. Jika vendor mengklaim kepentingan sah, vendor bertindak kecuali Anda keberatan.",
    consent: "Persetujuan",
    legitimate_interest: "Kepentingan sah",
    object: "Ajukan keberatan",
    objected: "Keberatan diajukan",
    vendors_one: "{count} vendor",
    vendors_other: "{count} vendor",
    special_features: "Fitur khusus",
    special_features_text: "Fitur ini juga dapat digunakan untuk \u201c{purpose}\u201d.",
    special_purposes: "Tujuan khusus",
    special_purposes_text: "Anda tidak dapat mengajukan keberatan atas tujuan ini.",
    features: "Fitur",
    examples: "Contoh",
    other_purposes: "Kategori situs ini sendiri",
    other_purposes_text: "Kategori ini bukan bagian dari IAB Transparency and Consent Framework.",
    own_storage: "Cara pilihan Anda diingat",
    search: "Cari vendor",
    all_listed: "Semua vendor dalam daftar",
    show_all: "Tampilkan semua vendor",
    data_categories: "Kategori data",
    interest_explained: "Penjelasan kepentingan sah",
    cookies: "Cookie",
    up_to: "hingga {duration}",
    refreshed: "diperbarui saat digunakan",
    session: "selama sesi",
    other_access: "Penyimpanan atau akses lain",
    yes: "Ya",
    no: "Tidak",
    disclosures: "Yang disimpan di perangkat Anda",
    opt_out: "Mengingat penolakan",
    domains: "Domain",
    sdks: "Perangkat lunak dalam aplikasi",
    loading: "Memuat\u2026",
    try_again: "Coba lagi",
  },
};
