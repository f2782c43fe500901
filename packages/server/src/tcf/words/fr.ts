import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "Nous et nos {count} partenaires stockons et lisons des informations sur votre appareil, comme des cookies et des identifiants, et utilisons des données personnelles, comme votre adresse IP et les pages que vous consultez.",
    vendor_list: "Liste des partenaires",
    purposes_text: "Avec votre consentement, nous et ces partenaires le faisons pour ces finalités :",
    special_features_text: "Avec votre consentement, certains font aussi ceci :",
    interests_text:
      "Certains partenaires ne demandent pas votre consentement et se fondent sur leur intérêt légitime. Vous pouvez vous y opposer dans les paramètres.",
    scope_text:
      "Votre choix vaut pour ce site. Si vous refusez, le site fonctionne tout aussi bien. Vous pouvez modifier votre choix ou retirer votre consentement à tout moment dans les paramètres de confidentialité.",
  },
  dialog: {
    purposes: "Finalités",
    vendors: "Partenaires",
    purposes_text:
      "Lorsqu’un partenaire demande votre consentement, il agit si vous autorisez à la fois la finalité et le partenaire. Lorsqu’il invoque un intérêt légitime, il agit sauf si vous vous y opposez.",
    consent: "Consentement",
    legitimate_interest: "Intérêt légitime",
    object: "S’opposer",
    objected: "Opposition exprimée",
    vendors_one: "{count} partenaire",
    vendors_other: "{count} partenaires",
    special_features: "Fonctionnalités spéciales",
    special_features_text: "Elles peuvent aussi être utilisées pour « {purpose} ».",
    special_purposes: "Finalités spéciales",
    special_purposes_text: "Vous ne pouvez pas vous y opposer.",
    features: "Fonctionnalités",
    examples: "Exemples",
    other_purposes: "Catégories propres à ce site",
    other_purposes_text: "Elles ne font pas partie du Transparency and Consent Framework de l’IAB.",
    own_storage: "Comment votre choix est conservé",
    search: "Rechercher un partenaire",
    all_listed: "Tous les partenaires de la liste",
    show_all: "Afficher tous les partenaires",
    data_categories: "Catégories de données",
    interest_explained: "Explication de l’intérêt légitime",
    cookies: "Cookies",
    up_to: "jusqu’à {duration}",
    refreshed: "renouvelé à l’usage",
    session: "pour la session",
    other_access: "Autre stockage ou accès",
    yes: "Oui",
    no: "Non",
    disclosures: "Ce qui est stocké sur votre appareil",
    opt_out: "Retient un refus",
    domains: "Domaines",
    sdks: "Logiciels dans les applications",
    loading: "Chargement…",
    try_again: "Réessayer",
  },
};
