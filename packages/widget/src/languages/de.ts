import type { Language } from "./en.ts";

export const language: Language = {
  messages: {
    banner_title: "Ihre Privatsphäre",
    banner_text:
      "Wir möchten messen, wie diese Website genutzt wird, und Ihnen passende Angebote zeigen. Sie funktioniert genauso gut, wenn Sie ablehnen.",
    notice_text: "Wir geben einige Daten an Werbepartner weiter. Sie können jederzeit widersprechen.",
    privacy_policy: "Datenschutzerklärung",
    accept_all: "Alle akzeptieren",
    reject_all: "Alle ablehnen",
    settings: "Einstellungen",
    do_not_sell: "Meine Daten nicht verkaufen oder weitergeben",
    gpc_honoured: "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control.",
    close: "Schließen",
    preferences_title: "Datenschutz-Einstellungen",
    preferences_text: "Wählen Sie, was laufen darf. Sie können das jederzeit ändern.",
    save: "Auswahl speichern",
    always_on: "Immer aktiv",
    allowed: "Erlaubt",
    refused: "Abgelehnt",
    reopen: "Datenschutz-Einstellungen",
    cookies_one: "{count} Cookie",
    cookies_other: "{count} Cookies",
  },
  categories: {
    essential: {
      name: "Notwendig",
      description: "Damit die Website funktioniert: Warenkorb, Anmeldung, Ihre Auswahl selbst.",
    },
    functional: { name: "Funktional", description: "Merkt sich, was Sie einstellen, etwa Größe und Sprache." },
    analytics: { name: "Statistik", description: "Zählt Besuche und Seiten, damit die Website besser werden kann." },
    marketing: {
      name: "Marketing",
      description: "Zeigt Ihnen Angebote auf anderen Websites und misst, ob sie wirken.",
    },
  },
};
