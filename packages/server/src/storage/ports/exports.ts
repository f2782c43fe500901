export type ExportFormat = "csv" | "ndjson";

/** One code's UTC day as a file. */
export interface ExportDay {
  readonly code: string;
  readonly day: string;
  readonly format: ExportFormat;
}

/** A piece of a file: whole lines, and how many rows they are (a heading is no row). */
export interface ExportPiece {
  readonly bytes: Uint8Array;
  readonly rows: number;
}
