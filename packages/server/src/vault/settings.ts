/** What the operator decides of reading statistics. Holds a secret: never log it. */
export interface VaultSettings {
  /** The static key, which sees every tenant; undefined: there is none. */
  readonly apiKey: string | undefined;
  /** First UTC day on which sessions of bots are excluded from the figures. */
  readonly botFilterFrom: string;
}
