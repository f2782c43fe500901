export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const en = {
  shop: "Shop",
  product: "Fell 2 tent",
  checkout: "Checkout",
  lead: "Tents, stoves and maps for people who like weather. Free returns within sixty days.",
  tent: "Fell 2 tent",
  stove: "Brook stove",
  mapSet: "Ridge map set",
  visit: "Visit us",
  visitText: "By the river, Monday to Saturday, ten to six.",
  mapTitle: "Map to the shop",
  mapBlocked: "The map comes from another company. It is shown once you allow functional cookies.",
  videoTitle: "Video: pitching the Fell 2",
  videoBlocked: "The video comes from another company. It is shown once you allow marketing cookies.",
  change: "Change settings",
  tentText: "Two people, 1.9 kg, pitched in four minutes. Stands in wind that makes you turn round.",
  add: "Add to cart",
  added: "Added to your cart.",
  watch: "See it pitched",
  yourOrder: "Your order",
  name: "Name",
  email: "Email",
  order: "Place order",
  ordered: "Thank you. Nothing was sold: this shop is a demo.",
  privacy: "Privacy policy",
  privacyText:
    "This shop is a demo. Its tags are stand-ins that run on your own machine; no data leaves it. You can change your choice at the foot of every page, see there what you chose before, and keep a receipt.",
  settings: "Privacy settings",
  nav: "Main",
};

const de: typeof en = {
  shop: "Shop",
  product: "Zelt Fell 2",
  checkout: "Kasse",
  lead: "Zelte, Kocher und Karten für Leute, die Wetter mögen. Rückgabe sechzig Tage lang kostenlos.",
  tent: "Zelt Fell 2",
  stove: "Kocher Brook",
  mapSet: "Kartenset Ridge",
  visit: "Besuchen Sie uns",
  visitText: "Am Fluss, Montag bis Samstag, zehn bis achtzehn Uhr.",
  mapTitle: "Karte zum Shop",
  mapBlocked: "Die Karte kommt von einer anderen Firma. Sie erscheint, sobald Sie funktionale Cookies erlauben.",
  videoTitle: "Video: Aufbau des Fell 2",
  videoBlocked: "Das Video kommt von einer anderen Firma. Es erscheint, sobald Sie Marketing-Cookies erlauben.",
  change: "Einstellungen ändern",
  tentText: "Zwei Personen, 1,9 kg, in vier Minuten aufgebaut. Steht in Wind, bei dem man sonst umkehrt.",
  add: "In den Warenkorb",
  added: "Liegt im Warenkorb.",
  watch: "So wird es aufgebaut",
  yourOrder: "Ihre Bestellung",
  name: "Name",
  email: "E-Mail",
  order: "Bestellen",
  ordered: "Danke. Verkauft wurde nichts: Dieser Shop ist eine Demo.",
  privacy: "Datenschutzerklärung",
  privacyText:
    "Dieser Shop ist eine Demo. Seine Tags sind Attrappen auf Ihrem eigenen Rechner; keine Daten verlassen ihn. Ihre Auswahl können Sie unten auf jeder Seite ändern; dort stehen auch Ihre früheren Entscheidungen, jede mit einem Beleg.",
  settings: "Datenschutz-Einstellungen",
  nav: "Hauptmenü",
};

export type Texts = typeof en;
export const TEXTS: Record<Language, Texts> = { en, de };

/** Tells whether the shop speaks a language. */
export function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((language) => language === text);
}
