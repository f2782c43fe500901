import type { EventPosition, ExportPiece } from "../ports.ts";

/** A part of a file, and the last row of it where there may be more. */
export interface ExportPage extends ExportPiece {
  readonly last: EventPosition | null;
}

/**
 * Reads a file page by page, each when it is asked for: nothing is held open in the store while the file waits for whoever
 * takes it away.
 */
export async function* readExportPages(
  readPage: (after: EventPosition | null) => Promise<ExportPage>,
  signal?: AbortSignal,
): AsyncGenerator<ExportPiece> {
  let after: EventPosition | null = null;
  do {
    signal?.throwIfAborted();
    const { bytes, rows, last }: ExportPage = await readPage(after);
    signal?.throwIfAborted();
    if (bytes.byteLength > 0) yield { bytes, rows };
    after = last;
  } while (after !== null);
}
