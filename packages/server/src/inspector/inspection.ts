/** One fact of a string. */
export interface InspectedRow {
  readonly label: string;
  readonly value: string;
  /** What it means, or where it is defined. */
  readonly note?: string;
}

/** What belongs together in a string: its frame, a segment, a section. */
export interface InspectedPart {
  readonly title: string;
  /** The text that it was read from. */
  readonly source?: string;
  readonly rows: readonly InspectedRow[];
  /** What readers that keep to the texts would object to. */
  readonly objections: readonly string[];
}

/** A string in words. */
export interface Inspection {
  readonly kind: string;
  readonly parts: readonly InspectedPart[];
}
