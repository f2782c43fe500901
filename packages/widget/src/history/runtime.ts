import type { PreferencesRuntime } from "../preferences/runtime.ts";
import type { Words } from "../preferences/words.ts";

export interface HistoryProps {
  readonly words: Words;
  /** What they are put into. */
  readonly list: HTMLElement;
  /** What fails later: in work that goes on in slices, or when a receipt is asked for. */
  readonly onFailure: (error: unknown) => void;
}

/** The chunk of the visitor's own record: earlier decisions with their receipts. */
export interface HistoryModule {
  /** Asks the server for them, and shows them; rejects where they cannot be had. */
  showHistory(runtime: PreferencesRuntime, props: HistoryProps): Promise<void>;
}
