import type { ReplayProgress } from "./replay-tally.ts";

/** Where a terminal is, one line is written over and over; elsewhere a line now and then. */
const TERMINAL_EVERY_MS = 200;
const PLAIN_EVERY_MS = 30_000;

export interface ProgressParts {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
  readonly now: () => number;
}

/** Creates what shows how far a replay is: objects of all, rows, how quick, and how long yet. */
export function createProgress({ isTerminal, write, now }: ProgressParts): (progress: ReplayProgress) => void {
  const startedAtMs = now();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const nowMs = now();
    const isEnd = progress.objectsDone === progress.objects;
    if (!isEnd && nowMs - shownAtMs < (isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
    shownAtMs = nowMs;
    const text = toText(progress, nowMs - startedAtMs);
    write(isTerminal ? `\r${text}\x1b[K${isEnd ? "\n" : ""}` : `${text}\n`);
  };
}

function toText({ objectsDone, objects, rows }: ReplayProgress, elapsedMs: number): string {
  const told = `${objectsDone} of ${objects} objects, ${rows} rows`;
  if (objectsDone === 0 || elapsedMs < 1000) return told;
  const leftMs = (elapsedMs / objectsDone) * (objects - objectsDone);
  return `${told}, ${Math.round((rows * 1000) / elapsedMs)} rows/s, ${toDuration(leftMs)} left`;
}

function toDuration(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.ceil((seconds % 3600) / 60)} min`;
}
