/** The answer to one question about one device, ready to be sent. */
export interface CachedAnswer {
  readonly body: string;
  readonly etag: string;
  /** From then on the answer may be another, in milliseconds since 1970. */
  readonly validUntilMs: number;
}

/**
 * Remembers answers until the device's record changes. Losing it changes latency, never an answer; and it never outlives
 * a write that was acknowledged: a change forgets the device before its caller is told, and an answer that was being
 * made meanwhile is not kept.
 */
export interface AnswerCache {
  find(device: string, question: string, nowMs: number): CachedAnswer | undefined;
  /** Call before reading the record; hand the mark to `keep`. */
  mark(): number;
  keep(device: string, question: string, answer: CachedAnswer, mark: number): void;
  forget(device: string): void;
  forgetAll(): void;
}

/** Creates the cache for at most `devicesMax` devices; the longest kept leave first, which costs less than the longest unused. */
export function createAnswerCache(devicesMax: number): AnswerCache {
  const devices = new Map<string, Map<string, CachedAnswer>>();
  let changes = 0;
  return {
    find: (device, question, nowMs) => {
      const answer = devices.get(device)?.get(question);
      return answer && answer.validUntilMs > nowMs ? answer : undefined;
    },
    mark: () => changes,
    keep: (device, question, answer, mark) => {
      if (mark !== changes) return;
      // One device asks few different questions; more than one set's worth is somebody playing.
      const known = devices.get(device);
      devices.set(device, new Map([...(known ? [...known].slice(-3) : []), [question, answer]]));
      const oldest = devices.size > devicesMax ? devices.keys().next().value : undefined;
      if (oldest !== undefined) devices.delete(oldest);
    },
    forget: (device) => {
      changes++;
      devices.delete(device);
    },
    forgetAll: () => {
      changes++;
      devices.clear();
    },
  };
}
