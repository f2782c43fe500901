import type { BannerMessage, Messages } from "@cookiehub/schemas/types";

/** The English words of the first layer: part of the core, so that it shows without waiting for a language. */
export const messages: Pick<Messages, BannerMessage> = {
  banner_title: "Your privacy here",
  banner_text:
    "We would like to measure how this site is used and to show you relevant offers. It works just as well if you say no.",
  notice_title: "Your privacy choices",
  notice_text: "We share some data with advertisers. You can opt out at any time.",
  information_text: "We use cookies and similar techniques on this site.",
  privacy_policy: "Privacy policy",
  accept_all: "Accept all",
  reject_all: "Reject all",
  settings: "Settings",
  do_not_sell: "Do not sell or share my personal information",
  gpc_honoured: "Opt-out request honored: your browser sends Global Privacy Control.",
  close: "Close",
  reopen: "Privacy settings",
};
