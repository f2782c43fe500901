/** Whether the operator has signed the Multi-State Privacy Agreement of the IAB, and the mode it works in. */
export type MspaMode = "none" | "opt_out_option" | "service_provider";

/** What is said of every visitor alike. Never that somebody agreed: no banner asks these questions. */
export type FixedAnswer = "not_applicable" | "no_consent";

/** Which sections of IAB GPP are written for visitors in the United States, and what stands in them besides the choice. */
export interface GppConfig {
  /** Places such as `US-CA` whose section is written. Left out: every state that has one. */
  states?: string[] | undefined;
  mspa: MspaMode;
  /** The national section stands in for states without one of their own, or not among `states` (G38). */
  usnat: boolean;
  /** For a visitor in the United States whose state is not known (G39). */
  unknown_state: "none" | "national" | "strictest";
  sensitive_data: FixedAnswer;
  known_children: FixedAnswer;
}
