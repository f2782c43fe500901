import type {
  AnalyticsFilter,
  ConsentEventRow,
  ExperimentCounts,
  ExperimentFilter,
  FunnelDay,
  LoadOutcome,
  StatusDay,
} from "../../ports.ts";

/** What a worker thread opens. */
export interface WorkerSettings {
  readonly role: "writer" | "reader";
  readonly file: string;
}

/** What can be asked of a worker thread: arguments and answer of each. `open` answers when the file is ready. */
export interface WorkerCalls {
  open: { readonly arguments: readonly []; readonly answer: null };
  load: { readonly arguments: readonly [string, readonly ConsentEventRow[]]; readonly answer: LoadOutcome };
  consentStatus: { readonly arguments: readonly [AnalyticsFilter]; readonly answer: readonly StatusDay[] };
  consentFunnel: { readonly arguments: readonly [AnalyticsFilter]; readonly answer: readonly FunnelDay[] };
  experimentCounts: { readonly arguments: readonly [ExperimentFilter]; readonly answer: readonly ExperimentCounts[] };
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
