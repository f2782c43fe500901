import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Guk eta gure {count} bazkideek zure gailuan informazioa gordetzen eta irakurtzen dugu, hala nola cookieak eta identifikatzaileak, eta datu pertsonalak erabiltzen ditugu, hala nola zure IP helbidea eta bisitatzen dituzun orriak.",
    vendor_list: "Bazkideen zerrenda",
    purposes_text: "Zure baimenarekin, guk eta haiek helburu hauetarako egiten dugu hori:",
    special_features_text: "Zure baimenarekin, batzuek hau ere egiten dute:",
    interests_text:
      "Bazkide batzuek ez dute zure baimenik eskatzen, eta beren interes legitimoan oinarritzen dira. Horren aurka egin dezakezu ezarpenetan.",
    scope_text:
      "Zure aukerak webgune honetarako balio du. Ukatzen baduzu, webgunea berdin-berdin dabil. Edonoiz alda edo ken dezakezu zure aukera pribatutasun-ezarpenetan.",
  },
  dialog: {
    purposes: "Helburuak",
    vendors: "Hornitzaileak",
    purposes_text:
      "Hornitzaileek baimena eskatzen dutenean, helburua eta hornitzailea, biak, baimentzen badituzu dihardute. Interes legitimoa aipatzen dutenean, aurka egin ezean dihardute.",
    consent: "Baimena",
    legitimate_interest: "Interes legitimoa",
    object: "Aurka egin",
    objected: "Aurka eginda",
    vendors_one: "Hornitzaile {count}",
    vendors_other: "{count} hornitzaile",
    special_features: "Ezaugarri bereziak",
    special_features_text: "Honetarako ere erabil daitezke: «{purpose}».",
    special_purposes: "Helburu bereziak",
    special_purposes_text: "Ezin duzu hauen aurka egin.",
    features: "Ezaugarriak",
    examples: "Adibideak",
    other_purposes: "Webgune honen kategoriak",
    other_purposes_text: "Ez dira IAB Transparency and Consent Framework delakoaren parte.",
    own_storage: "Nola gogoratzen den zure aukera",
    search: "Bilatu hornitzaileak",
    all_listed: "Zerrendako hornitzaile guztiak",
    show_all: "Erakutsi hornitzaile guztiak",
    data_categories: "Datu-kategoriak",
    interest_explained: "Interes legitimoaren azalpena",
    cookies: "Cookieak",
    up_to: "gehienez {duration}",
    refreshed: "erabiltzean berritzen da",
    session: "saiorako",
    other_access: "Beste biltegiratze edo sarbide bat",
    yes: "Bai",
    no: "Ez",
    disclosures: "Zer gordetzen duen zure gailuan",
    opt_out: "Uko bat gogoratzen du",
    domains: "Domeinuak",
    sdks: "Aplikazioetako softwarea",
    loading: "Kargatzen…",
    try_again: "Saiatu berriro",
  },
};
