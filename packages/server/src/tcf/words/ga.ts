import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Stórálaimid féin agus ár gcomhpháirtithe ({count}) faisnéis ar do ghléas agus léimid í, amhail fianáin agus aitheantóirí, agus úsáidimid sonraí pearsanta, amhail do sheoladh IP agus na leathanaigh a dtugann tú cuairt orthu.",
    vendor_list: "Liosta comhpháirtithe",
    purposes_text: "Le do thoiliú, déanaimid féin agus iadsan é sin chun na gcuspóirí seo:",
    special_features_text: "Le do thoiliú, déanann cuid acu é seo freisin:",
    interests_text:
      "Ní iarrann roinnt comhpháirtithe do thoiliú agus braitheann siad ar a leas dlisteanach. Is féidir leat agóid a dhéanamh ina choinne sin sna socruithe.",
    scope_text:
      "Baineann do rogha leis an suíomh seo. Má dhiúltaíonn tú, oibríonn an suíomh chomh maith céanna. Is féidir do rogha a athrú nó a tharraingt siar am ar bith sna socruithe príobháideachais.",
  },
  dialog: {
    purposes: "Cuspóirí",
    vendors: "Soláthraithe",
    purposes_text:
      "Nuair a iarrann soláthraithe toiliú, gníomhaíonn siad má cheadaíonn tú an cuspóir agus an soláthraí araon. Nuair a éilíonn siad leas dlisteanach, gníomhaíonn siad mura ndéanann tú agóid.",
    consent: "Toiliú",
    legitimate_interest: "Leas dlisteanach",
    object: "Déan agóid",
    objected: "Agóid déanta",
    vendors_one: "{count} soláthraí",
    vendors_other: "Soláthraithe: {count}",
    special_features: "Gnéithe speisialta",
    special_features_text: "D’fhéadfaí iad a úsáid freisin le haghaidh “{purpose}”.",
    special_purposes: "Cuspóirí speisialta",
    special_purposes_text: "Ní féidir agóid a dhéanamh ina gcoinne seo.",
    features: "Gnéithe",
    examples: "Samplaí",
    other_purposes: "Catagóirí an tsuímh seo féin",
    other_purposes_text: "Ní cuid den IAB Transparency and Consent Framework iad seo.",
    own_storage: "Conas a choinnítear do rogha i gcuimhne",
    search: "Cuardaigh soláthraithe",
    all_listed: "Gach soláthraí atá liostaithe",
    show_all: "Taispeáin gach soláthraí",
    data_categories: "Catagóirí sonraí",
    interest_explained: "Míniú ar an leas dlisteanach",
    cookies: "Fianáin",
    up_to: "suas le {duration}",
    refreshed: "athnuaitear é le húsáid",
    session: "don seisiún",
    other_access: "Stóráil nó rochtain eile",
    yes: "Tá",
    no: "Níl",
    disclosures: "Cad a stórálann sé ar do ghléas",
    opt_out: "Cuimhníonn sé ar dhiúltú",
    domains: "Fearainn",
    sdks: "Bogearraí in aipeanna",
    loading: "Á lódáil…",
    try_again: "Bain triail eile as",
  },
};
