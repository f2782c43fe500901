/** Our own words of the second layer; everything else in it is official text or the vendors'. */
export interface TcfWords {
  purposes: string;
  vendors: string;
  /** What the two kinds of switches mean together. */
  purposes_text: string;
  consent: string;
  legitimate_interest: string;
  /** On a button: object; and once it is pressed. */
  object: string;
  objected: string;
  /** `{count}` is replaced by a number. */
  vendors_one: string;
  vendors_other: string;
  special_features: string;
  /** `{purpose}` is replaced by the official name of special purpose 1 (T95). */
  special_features_text: string;
  special_purposes: string;
  /** That they cannot be objected to (T95). */
  special_purposes_text: string;
  features: string;
  examples: string;
  /** Heading of what TCF does not cover, and what that means (T96). */
  other_purposes: string;
  other_purposes_text: string;
  /** Heading of our own storage (T97). */
  own_storage: string;
  search: string;
  /** Heads the switches for every vendor that is listed. */
  all_listed: string;
  /** Ends a search. */
  show_all: string;
  data_categories: string;
  /** Link to what a vendor says of its legitimate interests. */
  interest_explained: string;
  cookies: string;
  /** `{duration}` is replaced by the longest time that something is kept. */
  up_to: string;
  /** The time begins anew with each visit. */
  refreshed: string;
  session: string;
  other_access: string;
  yes: string;
  no: string;
  disclosures: string;
  /** What is kept is that somebody opted out. */
  opt_out: string;
  domains: string;
  sdks: string;
  loading: string;
  try_again: string;
}
