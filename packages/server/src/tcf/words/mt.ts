import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Aħna u s-sħab tagħna ({count}) naħżnu u naqraw informazzjoni fuq it-tagħmir tiegħek, bħal cookies u identifikaturi, u nużaw data personali, bħall-indirizz IP tiegħek u l-paġni li żżur.",
    vendor_list: "Lista ta’ sħab",
    purposes_text: "Bil-kunsens tiegħek, aħna u huma nagħmlu dan għal dawn l-għanijiet:",
    special_features_text: "Bil-kunsens tiegħek, xi wħud jagħmlu dan ukoll:",
    interests_text:
      "Xi sħab ma jitolbux il-kunsens tiegħek u jibbażaw ruħhom fuq l-interess leġittimu tagħhom. Tista’ toġġezzjona għal dan fis-settings.",
    scope_text:
      "L-għażla tiegħek tgħodd għal dan is-sit. Jekk tirrifjuta, is-sit jaħdem tajjeb l-istess. Tista’ tibdel jew tirtira l-għażla tiegħek meta trid fis-settings tal-privatezza.",
  },
  dialog: {
    purposes: "Għanijiet",
    vendors: "Fornituri",
    purposes_text:
      "Meta l-fornituri jitolbu kunsens, jaġixxu jekk tippermetti kemm l-għan kif ukoll il-fornitur. Meta jinvokaw interess leġittimu, jaġixxu sakemm ma toġġezzjonax.",
    consent: "Kunsens",
    legitimate_interest: "Interess leġittimu",
    object: "Oġġezzjona",
    objected: "Oġġezzjonajt",
    vendors_one: "{count} fornitur",
    vendors_other: "Fornituri: {count}",
    special_features: "Karatteristiċi speċjali",
    special_features_text: "Jistgħu jintużaw ukoll għal “{purpose}”.",
    special_purposes: "Għanijiet speċjali",
    special_purposes_text: "Ma tistax toġġezzjona għal dawn.",
    features: "Karatteristiċi",
    examples: "Eżempji",
    other_purposes: "Il-kategoriji ta’ dan is-sit stess",
    other_purposes_text: "Dawn mhumiex parti mill-IAB Transparency and Consent Framework.",
    own_storage: "Kif tinżamm l-għażla tiegħek",
    search: "Fittex fornituri",
    all_listed: "Il-fornituri kollha elenkati",
    show_all: "Uri l-fornituri kollha",
    data_categories: "Kategoriji ta’ data",
    interest_explained: "Spjegazzjoni tal-interess leġittimu",
    cookies: "Cookies",
    up_to: "sa {duration}",
    refreshed: "jiġġedded bl-użu",
    session: "għas-sessjoni",
    other_access: "Ħażna jew aċċess ieħor",
    yes: "Iva",
    no: "Le",
    disclosures: "X’jaħżen fuq it-tagħmir tiegħek",
    opt_out: "Jiftakar rifjut",
    domains: "Dominji",
    sdks: "Softwer fl-apps",
    loading: "Qed jitgħabba…",
    try_again: "Erġa’ pprova",
  },
};
