/** How long calls of a service may take, and how often they are tried. */
export interface AwsBounds {
  /**
   * Tries of one call, the first included.
   * @default 3
   */
  readonly attemptsMax?: number | undefined;
  /**
   * How long a try may wait for the service to say something.
   * @default 10_000
   */
  readonly silenceMs?: number | undefined;
  /**
   * How long a call may take with all its tries.
   * @default 60_000
   */
  readonly callMs?: number | undefined;
}

/** Fills in every bound. */
export function toBounds(given: AwsBounds): { [Name in keyof AwsBounds]-?: number } {
  return {
    attemptsMax: given.attemptsMax ?? 3,
    silenceMs: given.silenceMs ?? 10_000,
    callMs: given.callMs ?? 60_000,
  };
}

const PAUSE_FIRST_MS = 50;

/** How long to wait before a try again, in milliseconds; `tries` is the number of those that failed. */
export function toPauseMs(tries: number): number {
  return PAUSE_FIRST_MS * 2 ** tries;
}
