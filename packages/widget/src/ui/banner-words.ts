/** Id of the heading, which names the first layer. */
export const TITLE_ID = "cookiehub-title";

/** Heading and text by the model of the law. */
export const WORDS = {
  "opt-in": ["banner_title", "banner_text"],
  "opt-out": ["notice_title", "notice_text"],
  notice: ["notice_title", "information_text"],
} as const;
