import type {
  AnalyticsQuestions,
  ConsentEventRow,
  ErasedUser,
  EventPosition,
  ExportDay,
  LoadOutcome,
  QuestionName,
  Retention,
  RowKind,
  SessionRow,
  Tombstone,
} from "../../ports.ts";
import type { ExpiryPlace } from "../expire-rows.ts";
import type { ExportPage } from "../export-pages.ts";

/** What a worker thread opens. */
export interface WorkerSettings {
  readonly role: "writer" | "reader";
  readonly file: string;
  readonly tombstoneKey: string;
}

/** Rows as JSON: as one text they cross threads at half the cost of thousands of objects. */
export type Packed<Row> = string & { readonly packed?: Row };

export function packRows<Row>(rows: readonly Row[]): Packed<Row> {
  return JSON.stringify(rows);
}

export function unpackRows<Row>(packed: Packed<Row>): Row[] {
  return JSON.parse(packed);
}

/** What can be asked of a worker thread: arguments and answer of each. `open` answers when the file is ready. */
export interface WorkerCalls {
  open: { readonly arguments: readonly []; readonly answer: null };
  load: { readonly arguments: readonly [string, Packed<ConsentEventRow>]; readonly answer: LoadOutcome };
  loadSessions: { readonly arguments: readonly [string, Packed<SessionRow>]; readonly answer: LoadOutcome };
  refreshBots: { readonly arguments: readonly []; readonly answer: number };
  findMissing: { readonly arguments: readonly [Packed<ConsentEventRow>]; readonly answer: readonly number[] };
  findMissingSessions: { readonly arguments: readonly [Packed<SessionRow>]; readonly answer: readonly number[] };
  keepOut: { readonly arguments: readonly [readonly Tombstone[]]; readonly answer: null };
  /** Some rows of a user; answers how many. */
  eraseRows: { readonly arguments: readonly [ErasedUser]; readonly answer: number };
  moveHorizons: { readonly arguments: readonly [Retention]; readonly answer: null };
  /** Some rows, from a place on; answers how far it came. */
  expireRows: { readonly arguments: readonly [RowKind, string]; readonly answer: ExpiryPlace };
  ask: {
    readonly arguments: readonly [QuestionName, AnalyticsQuestions[QuestionName]["given"]];
    readonly answer: AnalyticsQuestions[QuestionName]["answer"];
  };
  exportPage: { readonly arguments: readonly [ExportDay, EventPosition | null]; readonly answer: ExportPage };
  close: { readonly arguments: readonly []; readonly answer: null };
}

export type CallName = keyof WorkerCalls;

export interface WorkerRequest<Name extends CallName = CallName> {
  readonly id: number;
  readonly name: Name;
  readonly arguments: WorkerCalls[Name]["arguments"];
}

/** An answer on its way back; errors lose their class between threads, so their kind travels beside the message. */
export type WorkerReply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: { readonly kind: "unavailable" | "other"; readonly message: string } };
