/** What a build may fail on: processor time, bytes, or nothing. Wall-clock figures are always `none`. */
export type BenchGate = "cpu" | "bytes" | "none";

/** One line of the table of budgets. Less is better: `measured` and `budget` are in `unit`. */
export interface BenchRow {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** `null` where there is nothing to hold the figure against. */
  readonly budget: number | null;
  /** The budget as people read it: `<= 80 us CPU`. */
  readonly budgetText: string;
  readonly gate: BenchGate;
  /** What fails the build while the budget is not reached yet: a step back is caught, the distance stays in sight. */
  readonly ceiling?: number;
  /** How many bare Hono requests the work is worth, measured in the same run. */
  readonly ratioToBareHono?: number;
  /** Its place in the table against other banners: the line, and the banner it was measured of. */
  readonly comparison?: { readonly measure: string; readonly of: string };
}

/** What every `bench/*.bench.ts` exports as `rows`. `short` asks for seconds, not minutes. */
export type BenchRows = (options: { readonly short: boolean }) => Promise<readonly BenchRow[]>;
